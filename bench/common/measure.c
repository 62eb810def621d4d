#include "measure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

double measure_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

uint64_t measure_peak(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
    return (uint64_t)usage.ru_maxrss;
#else
    return (uint64_t)usage.ru_maxrss * 1024;
#endif
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void measure_sort(measurement *m) {
    qsort(m->seconds, m->n_runs, sizeof *m->seconds, by_value);
}

double measure_best(const measurement *m) {
    return m->n_runs ? m->seconds[0] : 0;
}

double measure_median(const measurement *m) {
    if (m->n_runs == 0) return 0;
    return (m->seconds[(m->n_runs - 1) / 2] + m->seconds[m->n_runs / 2]) / 2;
}

static void write_all(int fd, const void *bytes, size_t len) {
    for (const char *at = bytes; len;) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return; /* the reader sees a short result */
        at += n;
        len -= (size_t)n;
    }
}

static size_t read_all(int fd, void *bytes, size_t len) {
    size_t got = 0;
    while (got < len) {
        ssize_t n = read(fd, (char *)bytes + got, len - got);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        got += (size_t)n;
    }
    return got;
}

void measure_apart(void (*row)(void *user, void *result), void *user, void *result, size_t size) {
    measurement *m = result;
    memset(result, 0, size);
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0) {
        snprintf(m->error, sizeof m->error, "cannot make a pipe: %s", strerror(errno));
        return;
    }
    pid_t child = fork();
    if (child < 0) {
        snprintf(m->error, sizeof m->error, "cannot start a process: %s", strerror(errno));
        close(ends[0]);
        close(ends[1]);
        return;
    }
    if (child == 0) {
        close(ends[0]);
        row(user, result);
        write_all(ends[1], result, size);
        _exit(0);
    }
    close(ends[1]);
    size_t got = read_all(ends[0], result, size);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (got == size) return;
    memset(result, 0, size);
    if (WIFSIGNALED(status))
        snprintf(m->error, sizeof m->error, "killed: %s", strsignal(WTERMSIG(status)));
    else
        snprintf(m->error, sizeof m->error, "ended without a result");
}

bool measure_ask(const char *program, const char *argument, char *out, size_t size) {
    int ends[2];
    if (pipe(ends) != 0) return false;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (dup2(ends[1], STDOUT_FILENO) >= 0) {
            close(ends[0]);
            close(ends[1]);
            execl(program, program, argument, (char *)NULL);
        }
        _exit(127);
    }
    close(ends[1]);
    size_t len = child < 0 ? 0 : read_all(ends[0], out, size - 1);
    out[len] = 0;
    close(ends[0]);
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#ifdef __APPLE__
static void describe_cpu(char *out, size_t size) {
    if (sysctlbyname("machdep.cpu.brand_string", out, &size, NULL, 0) != 0) out[0] = 0;
}
#else
static void describe_cpu(char *out, size_t size) {
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (!colon || strncmp(line, "model name", 10) != 0) continue;
        snprintf(out, size, "%s", colon + 1 + strspn(colon + 1, " \t"));
        out[strcspn(out, "\n")] = 0;
        break;
    }
    if (file) fclose(file);
}
#endif

void machine_describe(machine_facts *out) {
    memset(out, 0, sizeof *out);
    describe_cpu(out->cpu, sizeof out->cpu);
    if (!out->cpu[0]) snprintf(out->cpu, sizeof out->cpu, "unknown processor");
#ifdef __clang__
    snprintf(out->compiler, sizeof out->compiler, "%s", __VERSION__);
#else
    snprintf(out->compiler, sizeof out->compiler, "gcc %s", __VERSION__);
#endif
    out->cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (getloadavg(&out->load, 1) != 1) out->load = -1;
}

void json_write_string(FILE *out, const char *s) {
    putc('"', out);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*s);
        else
            putc(*s, out);
    }
    putc('"', out);
}
