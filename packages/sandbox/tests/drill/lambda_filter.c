// SPDX-License-Identifier: MIT
/*
 * lambda_filter [--kill] PROGRAM [ARGUMENT...]
 *
 * Runs a program as AWS Lambda is reported to: namespaces, seccomp, no_new_privs, Landlock, ptrace, process
 * names and parent-death signals are refused (with --kill: no_new_privs ends the process). Needs root, to
 * install the filter without no_new_privs; then gives up root's powers as Lambda's own user has none.
 */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LAMBDA_USER 993

static int refuse(scmp_filter_ctx filter, uint32_t action, int call)
{
	return seccomp_rule_add(filter, action, call, 0);
}

static int refuse_prctl(scmp_filter_ctx filter, uint32_t action, uint64_t option)
{
	return seccomp_rule_add(filter, action, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, option));
}

static int refuse_flag(scmp_filter_ctx filter, uint64_t flag)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
}

static int install(bool kill)
{
	static const uint64_t flags[] = { CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWNET,   CLONE_NEWPID,
					  CLONE_NEWIPC,	 CLONE_NEWUTS, CLONE_NEWCGROUP };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc = filter ? seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < sizeof(flags) / sizeof(flags[0]); i++)
		rc = refuse_flag(filter, flags[i]);
	if (rc == 0)
		rc = refuse_prctl(filter, kill ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM),
				  PR_SET_NO_NEW_PRIVS);
	if (rc == 0)
		rc = refuse_prctl(filter, SCMP_ACT_ERRNO(EPERM), PR_SET_SECCOMP);
	if (rc == 0)
		rc = refuse_prctl(filter, SCMP_ACT_ERRNO(EPERM), PR_SET_NAME);
	if (rc == 0)
		rc = refuse_prctl(filter, SCMP_ACT_ERRNO(EPERM), PR_SET_PDEATHSIG);
	if (rc == 0)
		rc = refuse(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp));
	if (rc == 0)
		rc = refuse(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare));
	if (rc == 0)
		rc = refuse(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace));
	if (rc == 0)
		rc = refuse(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
	if (rc == 0)
		rc = refuse(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset));
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc;
}

static int become_ordinary(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(LAMBDA_USER, LAMBDA_USER, LAMBDA_USER) < 0 ||
	    setresuid(LAMBDA_USER, LAMBDA_USER, LAMBDA_USER) < 0)
		return -errno;
	return 0;
}

int main(int argc, char **argv)
{
	bool kill = argc > 1 && strcmp(argv[1], "--kill") == 0;
	int first = kill ? 2 : 1;

	if (first >= argc) {
		fprintf(stderr, "usage: %s [--kill] PROGRAM [ARGUMENT...]\n", argv[0]);
		return 2;
	}
	int rc = install(kill);
	if (rc == 0)
		rc = become_ordinary();
	if (rc < 0) {
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-rc));
		return 77;
	}
	execvp(argv[first], argv + first);
	perror(argv[first]);
	return 127;
}
