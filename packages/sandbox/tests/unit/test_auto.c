/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"

static int number_of_a_descriptor_that_went_out_of_scope(void)
{
	AUTO_FD int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	errno = EDOM;
	return fd;
}

static void descriptor_is_closed_at_the_end_of_its_scope(void **state)
{
	(void)state;
	int fd = number_of_a_descriptor_that_went_out_of_scope();
	assert_int_equal(errno, EDOM);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

static int descriptor_that_was_taken(void)
{
	AUTO_FD int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	AUTO_FD int none = -1;
	(void)none;
	return auto_take_fd(&fd);
}

static void taken_descriptor_stays_open(void **state)
{
	(void)state;
	AUTO_FD int fd = descriptor_that_was_taken();
	assert_true(fcntl(fd, F_GETFD) >= 0);
}

static char *string_that_was_taken(void)
{
	AUTO_FREE char *text = strdup("kept");
	AUTO_FREE char *freed = strdup("freed: a sanitizer tells if not");
	AUTO_FREE const int *nothing = NULL;
	(void)freed;
	(void)nothing;
	return auto_take(text);
}

static void taken_pointer_is_not_freed(void **state)
{
	(void)state;
	AUTO_FREE char *text = string_that_was_taken();
	assert_string_equal(text, "kept");
}

static int signal_that_ends_a_check(int condition)
{
	pid_t child = fork();
	if (child == 0) {
		const struct rlimit no_core = { 0, 0 };
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		CHECK(condition);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void check_aborts_only_if_its_condition_is_false(void **state)
{
	(void)state;
	assert_int_equal(signal_that_ends_a_check(1), 0);
	assert_int_equal(signal_that_ends_a_check(0), SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptor_is_closed_at_the_end_of_its_scope),
		cmocka_unit_test(taken_descriptor_stays_open),
		cmocka_unit_test(taken_pointer_is_not_freed),
		cmocka_unit_test(check_aborts_only_if_its_condition_is_false),
	};
	return cmocka_run_group_tests_name("base/auto", tests, NULL, NULL);
}
