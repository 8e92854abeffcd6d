/* SPDX-License-Identifier: MIT */
#include "processes.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process {
	pid_t pid, parent;
	unsigned long long started;
};

/* Fills @out from /proc/PID/stat. Returns 1, or 0 if there is no such process, it has ended, or it has another name. */
static int read_process(pid_t pid, const char *name, struct process *out)
{
	char path[64], line[1024], *after, state;
	FILE *file;
	size_t used;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return 0;
	used = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[used] = '\0';
	after = strrchr(line, ')'); /* the name may hold anything */
	if (after == NULL || (name != NULL && strstr(line, name) == NULL))
		return 0;
	out->pid = pid;
	/* Fields 3 (state), 4 (parent) and 22 (start time). A zombie holds nothing. */
	return sscanf(after + 2,
		      "%c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
		      &state, &out->parent, &out->started) == 3 &&
	       state != 'Z';
}

static int descends_from_us(const struct process *process)
{
	struct process at = *process;

	for (int depth = 0; depth < 8 && at.parent > 1; depth++) {
		if (at.parent == getpid())
			return 1;
		if (!read_process(at.parent, NULL, &at))
			return 0;
	}
	return 0;
}

static int by_age(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->started != y->started)
		return x->started < y->started ? -1 : 1;
	return (x->pid > y->pid) - (x->pid < y->pid);
}

size_t processes_find(pid_t *out, size_t room)
{
	struct process found[256];
	size_t count = 0;
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	if (proc == NULL)
		return 0;
	while ((entry = readdir(proc)) != NULL && count < sizeof(found) / sizeof(found[0])) {
		pid_t pid = 0;
		sscanf(entry->d_name, "%d", &pid);

		if (pid > 0 && read_process(pid, "(untrusted-cell)", &found[count]) &&
		    descends_from_us(&found[count]))
			count++;
	}
	closedir(proc);
	qsort(found, count, sizeof(found[0]), by_age);
	for (size_t i = 0; i < count && i < room; i++)
		out[i] = found[i].pid;
	return count;
}

long processes_pss_kb(pid_t pid)
{
	char path[64], line[256];
	long kb = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	while (kb < 0 && fgets(line, sizeof(line), file) != NULL)
		sscanf(line, "Pss: %ld", &kb);
	fclose(file);
	return kb;
}

long processes_descriptors(pid_t pid)
{
	char path[64];
	long count = 0;
	DIR *directory;
	struct dirent *entry;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	directory = opendir(path);
	if (directory == NULL)
		return -1;
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(directory);
	/* Reading our own directory takes a descriptor. */
	return pid == getpid() ? count - 1 : count;
}
