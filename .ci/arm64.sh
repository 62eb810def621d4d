#!/bin/sh
# Builds everything for 64-bit ARM, NEON kernels included, and runs the tests of it under qemu-user.
#
#   arm64.sh FOLDER   made below FOLDER; the libraries, as Debian builds them for ARM, are put into FOLDER/sysroot
#
# Of the libraries nothing is installed: apt only downloads, with lists and a record of its own. Environment: MAKE.
# Exits with 77 where compiler, emulator or libraries cannot be had: no apt-get, or an archive without arm64.
set -eu

mkdir -p "$1"
folder=$(cd "$1" && pwd)
root=$folder/sysroot
packages='libc6-dev libsimdjson-dev libarchive-dev zlib1g-dev libicu-dev libsodium-dev libxxhash-dev libstemmer-dev
    libcld2-dev libcmocka-dev'

sh .ci/deps.sh install arm64 || exit 77

apt() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Install-Recommends=0 \
        -o Dir::State="$folder/apt" -o Dir::State::status="$folder/apt/status" -o Dir::Cache="$folder/apt" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

if [ ! -e "$root/complete" ]; then
    echo "  GET  the libraries for arm64: $root"
    rm -rf "$folder/apt" "$root"
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$root"
    : >"$folder/apt/status"
    # shellcheck disable=SC2086
    if ! { apt update && apt --yes --download-only install $packages; }; then
        echo 'wirefold: the libraries for arm64 cannot be had from the package archive of this machine' >&2
        exit 77
    fi
    for package in "$folder"/apt/archives/*.deb; do dpkg-deb --extract "$package" "$root"; done
    rm -rf "$folder/apt"
    : >"$root/complete"
fi

export PKG_CONFIG_SYSROOT_DIR="$root"
export PKG_CONFIG_LIBDIR="$root/usr/lib/aarch64-linux-gnu/pkgconfig:$root/usr/share/pkgconfig"
"${MAKE:-make}" test B="$folder" DEPS=no EMULATOR="qemu-aarch64-static -L $root" \
    CC="aarch64-linux-gnu-gcc --sysroot=$root" CXX="aarch64-linux-gnu-g++ --sysroot=$root"
