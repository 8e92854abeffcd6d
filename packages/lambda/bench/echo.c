// SPDX-License-Identifier: MIT
/*
 * The least that a Lambda runtime can be: it connects, asks for an event, answers with a constant, asks again. The
 * benchmark's yardstick: what it takes is what starting a process and two HTTP requests take.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ID_HEADER     "Lambda-Runtime-Aws-Request-Id: "
#define ID_BYTES      36
#define ATTEMPT	      "Lambda-Runtime-Invocation-Id: "
#define LENGTH_HEADER "Content-Length: "

static char buffer[64 << 10];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void say(int fd, const char *text, size_t bytes)
{
	while (bytes > 0) {
		ssize_t n = write(fd, text, bytes);
		if (n <= 0)
			fail("write");
		text += n;
		bytes -= (size_t)n;
	}
}

static size_t number_behind(const char *text)
{
	size_t value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (size_t)(*text - '0');
	return value;
}

/* One answer with a length; an event of this benchmark has one. Returns false when the connection ends. */
static bool hear(int fd)
{
	size_t have = 0;

	for (;;) {
		ssize_t n = read(fd, buffer + have, sizeof(buffer) - 1 - have);
		if (n <= 0)
			return false;
		have += (size_t)n;
		buffer[have] = '\0';
		const char *end = strstr(buffer, "\r\n\r\n");
		const char *length = strstr(buffer, LENGTH_HEADER);
		if (end && length &&
		    have >= (size_t)(end + 4 - buffer) +
				    number_behind(length + strlen(LENGTH_HEADER)))
			return true;
	}
}

static int connect_to(const char *host_port)
{
	const char *colon = strchr(host_port, ':');
	struct sockaddr_in address = { .sin_family = AF_INET };
	char host[64];
	int one = 1;

	if (!colon || (size_t)(colon - host_port) >= sizeof(host))
		exit(2);
	memcpy(host, host_port, (size_t)(colon - host_port));
	host[colon - host_port] = '\0';
	address.sin_port = htons((uint16_t)number_behind(colon + 1));
	if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
		exit(2);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		fail("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

int main(void)
{
	static const char next[] =
		"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: lambda\r\n\r\n";
	const char *host_port = getenv("AWS_LAMBDA_RUNTIME_API");
	char answer[1024];

	if (!host_port)
		return 2;
	int fd = connect_to(host_port);
	for (;;) {
		say(fd, next, sizeof(next) - 1);
		if (!hear(fd))
			return 0;
		const char *id = strstr(buffer, ID_HEADER), *attempt = strstr(buffer, ATTEMPT);
		if (!id || !attempt)
			return 1;
		int n = snprintf(
			answer, sizeof(answer),
			"POST /2018-06-01/runtime/invocation/%.*s/response HTTP/1.1\r\nHost: lambda\r\n"
			"Lambda-Runtime-Invocation-Id: %.*s\r\nContent-Length: 4\r\n\r\ntrue",
			ID_BYTES, id + strlen(ID_HEADER), ID_BYTES, attempt + strlen(ATTEMPT));
		say(fd, answer, (size_t)n);
		if (!hear(fd))
			return 0;
	}
}
