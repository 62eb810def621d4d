#!/bin/sh
# What the build needs, and how to install it.
#
#   deps.sh check GROUP...     exit 0 if nothing is missing; prints nothing; a few milliseconds
#   deps.sh install GROUP...   installs what is missing, saying what; with DEPS=no only lists it and fails
#
# Groups: build, test, peers, lint, san, arm64. The environment names the compilers (CC, CXX) and the sanitizers (SAN).
set -u

verb=$1
shift
CC=${CC:-cc} CXX=${CXX:-g++} SAN=${SAN:-} DEPS=${DEPS:-yes} PKG_CONFIG=${PKG_CONFIG:-pkg-config}

have() {
    command -v "$1" >/dev/null 2>&1
}

if have apt-get; then
    system=apt
elif have brew; then
    system=brew
else
    system=other
fi

# need TEST APT BREW OTHER: if the shell words of TEST fail, notes the package of this system.
missing=
need() {
    eval "$1" && return
    case $system in
    apt) missing="$missing $2" ;;
    brew) missing="$missing $3" ;;
    *) missing="$missing $4" ;;
    esac
}

module() {
    "$PKG_CONFIG" --exists "$1" 2>/dev/null
}

# Whether the C++ compiler finds all of these headers, for libraries without a pkg-config file.
headers() {
    folders=
    if [ $system = brew ]; then folders='-I/opt/homebrew/include -I/usr/local/include'; fi
    for header in "$@"; do
        printf '%s\n' "#if !__has_include(<$header>)" '#error missing' '#endif'
    done | $CXX $folders -E -x c++ - >/dev/null 2>&1
}

# Package of a compiler command on Debian and Ubuntu: gcc-13 is its own, cc is gcc, clang++-15 is in clang-15.
package_of() {
    case $1 in
    cc) echo gcc ;;
    c++) echo g++ ;;
    clang++*) echo "clang${1#clang++}" ;;
    *) echo "$1" ;;
    esac
}

# The programs among CC and CXX without arguments or a ccache in front.
compiler() {
    for word in $1; do
        case $word in
        ccache | sccache | -*) ;;
        *)
            echo "${word##*/}"
            return
            ;;
        esac
    done
}

sanitizer_links() {
    case $1 in
    clang*)
        probe=$(mktemp) || return 1
        echo 'int main(void) { return 0; }' | $CC "-fsanitize=$SAN" -x c - -o "$probe" 2>/dev/null
        status=$?
        rm -f "$probe"
        return $status
        ;;
    esac
}

needs() {
    missing=
    for group in "$@"; do
        case $group in
        build)
            cc=$(compiler "$CC") cxx=$(compiler "$CXX")
            need 'have "$cc"' "$(package_of "$cc")" llvm "$cc"
            need 'have "$cxx"' "$(package_of "$cxx")" llvm "$cxx"
            need 'have "$PKG_CONFIG"' pkg-config pkgconf pkg-config
            # One call where all is there; one a library only to name what is not.
            if ! "$PKG_CONFIG" --exists simdjson libarchive zlib icu-uc libsodium libxxhash 2>/dev/null; then
                need 'module simdjson' libsimdjson-dev simdjson simdjson
                need 'module libarchive' libarchive-dev libarchive libarchive
                need 'module zlib' zlib1g-dev zlib zlib
                need 'module icu-uc' libicu-dev icu4c ICU
                need 'module libsodium' libsodium-dev libsodium libsodium
                need 'module libxxhash' libxxhash-dev xxhash xxHash
            fi
            # A compiler that is not there finds nothing: then these two are asked for with it.
            if ! headers libstemmer.h cld2/public/compact_lang_det.h; then
                need 'headers libstemmer.h' libstemmer-dev snowball libstemmer
                need 'headers cld2/public/compact_lang_det.h' libcld2-dev cld2 CLD2
            fi
            ;;
        test)
            need 'module cmocka' libcmocka-dev cmocka cmocka
            need 'have zstd' zstd zstd zstd
            need 'have bzip2' bzip2 bzip2 bzip2
            need 'have xz' xz-utils xz xz
            need 'have python3' python3 python3 python3
            ;;
        peers)
            need 'python3 -c "import ensurepip" 2>/dev/null' python3-venv python3 'the venv module of python3'
            # The cargo of Debian 12 is too old for the crates; its cargo-web is not.
            rust=cargo
            if grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null; then rust=cargo-web; fi
            need 'have cargo' "$rust" rust 'cargo 1.85 or later'
            ;;
        lint)
            need 'have clang-format-14' clang-format-14 llvm@14 'clang-format 14'
            need 'have clang-tidy-14 || have clang-tidy' clang-tidy-14 llvm@14 'clang-tidy 14'
            need 'have cppcheck' cppcheck cppcheck cppcheck
            ;;
        san)
            cc=$(compiler "$CC")
            if have "$cc" && ! sanitizer_links "$cc"; then
                version=$($CC -dumpversion)
                need false "libclang-rt-${version%%.*}-dev" llvm 'the sanitizer runtime of clang'
            elif ! have "$cc"; then
                # A clang that is about to be installed brings no runtime with it.
                case $cc in clang-*) need false "libclang-rt-${cc#clang-}-dev" llvm '' ;; esac
            fi
            ;;
        arm64)
            need 'have aarch64-linux-gnu-g++' g++-aarch64-linux-gnu aarch64-linux-gnu-g++ 'g++ for aarch64-linux-gnu'
            need 'have qemu-aarch64-static' qemu-user-static qemu-user-static 'qemu-aarch64-static'
            ;;
        *)
            echo "deps.sh: no such group: $group" >&2
            exit 2
            ;;
        esac
    done
    missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')
    missing=${missing% }
    [ -z "$missing" ]
}

install_command() {
    case $system in
    apt) echo "apt-get install $missing" ;;
    brew) echo "brew install $missing" ;;
    *) echo "$missing (headers and pkg-config files included)" ;;
    esac
}

give_up() {
    echo "wirefold: $1" >&2
    echo "    $(install_command)" >&2
    case "$system $missing " in
    brew*\ cld2\ *)
        echo '    cld2 may not be in Homebrew. If so, build https://github.com/CLD2Owners/cld2 as a shared library' >&2
        echo '    libcld2.dylib and put it into /usr/local/lib, its folders public and internal into' >&2
        echo '    /usr/local/include/cld2.' >&2
        ;;
    esac
    exit 1
}

install_apt() {
    root=
    if [ "$(id -u)" != 0 ]; then
        have sudo || give_up 'not root and no sudo here; as root, run:'
        root=sudo
    fi
    echo "wirefold: installing $missing"
    quiet='-qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300'
    updated=no
    for package in $missing; do
        apt-cache show "$package" >/dev/null 2>&1 || updated=needed
    done
    if [ $updated = needed ]; then
        echo 'wirefold: apt-get update'
        $root apt-get $quiet update || give_up 'the package lists cannot be updated; install by hand:'
        updated=yes
    fi
    apt_install='env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends'
    $root $apt_install $quiet $missing && return
    # The lists may be older than the archive.
    [ $updated = no ] || return 1
    echo 'wirefold: apt-get update, and once more'
    $root apt-get $quiet update && $root $apt_install $quiet $missing
}

case $verb in
check)
    needs "$@"
    ;;
install)
    needs "$@" && exit 0
    if [ "$DEPS" = no ]; then give_up 'something is missing, and DEPS=no says not to install it; run:'; fi
    case $system in
    apt)
        install_apt || give_up 'that failed; install by hand:'
        ;;
    brew)
        echo "wirefold: installing $missing"
        brew install $missing || give_up 'that failed; install by hand:'
        ;;
    *) give_up 'no apt-get and no brew here; install these by hand:' ;;
    esac
    # A clang installed just now may lack its sanitizer runtime, which could not be told before.
    needs "$@" && exit 0
    case " $* " in
    *' san '*)
        if [ $system = apt ]; then install_apt; fi
        ;;
    esac
    needs "$@" || give_up 'still missing after the installation:'
    ;;
*)
    echo 'usage: deps.sh check|install GROUP...' >&2
    exit 2
    ;;
esac
