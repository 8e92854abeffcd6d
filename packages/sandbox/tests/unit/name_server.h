/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of egress/: a DNS server on 127.0.0.1, on the event loop of the test itself. It answers every question
 * in the same way, which the test may change at any time, or keeps silent.
 */
#ifndef UNTRUSTED_TESTS_NAME_SERVER_H
#define UNTRUSTED_TESTS_NAME_SERVER_H

#include <arpa/inet.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

#define NAME_SERVER_NOERROR  0
#define NAME_SERVER_NXDOMAIN 3

struct name_server {
	int fd;
	char address[32]; /* ADDRESS:PORT */
	struct event *readable;
	bool is_silent;
	uint8_t rcode;
	uint8_t addresses[4][4]; /* A; there are no AAAA */
	uint8_t address_count;
	unsigned asked; /* questions for A */
};

/* The first question's bytes, from behind the header. */
static inline size_t name_server_question(const uint8_t *query, size_t bytes)
{
	size_t at = 12;

	while (at < bytes && query[at] != 0)
		at += 1u + query[at];
	CHECK(at + 5 <= bytes);
	return at + 5 - 12;
}

static inline void name_server_answer(evutil_socket_t fd, short what, void *arg)
{
	struct name_server *server = arg;
	struct sockaddr_in from;
	socklen_t from_bytes = sizeof(from);
	uint8_t packet[1024];
	ssize_t n = recvfrom(fd, packet, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &from_bytes);

	(void)what;
	if (n < 12)
		return;
	size_t at = 12 + name_server_question(packet, (size_t)n);
	bool is_a = packet[at - 3] == 1;
	server->asked += is_a;
	if (server->is_silent)
		return;
	unsigned count = is_a && server->rcode == NAME_SERVER_NOERROR ? server->address_count : 0;
	packet[2] = 0x84 | (packet[2] & 1); /* an answer, authoritative */
	packet[3] = server->rcode;
	memset(packet + 6, 0, 6);
	packet[7] = (uint8_t)count;
	for (unsigned i = 0; i < count; i++) {
		static const uint8_t head[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4 };
		memcpy(packet + at, head, sizeof(head));
		memcpy(packet + at + sizeof(head), server->addresses[i], 4);
		at += sizeof(head) + 4;
	}
	sendto(fd, packet, at, 0, (struct sockaddr *)&from, from_bytes);
}

/* It answers with 127.0.0.1 unless told otherwise. */
static inline void name_server_open(struct name_server *server, struct event_base *loop)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t bytes = sizeof(address);

	*server = (struct name_server){ .addresses = { { 127, 0, 0, 1 } }, .address_count = 1 };
	server->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	CHECK(server->fd >= 0);
	CHECK(bind(server->fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	CHECK(getsockname(server->fd, (struct sockaddr *)&address, &bytes) == 0);
	snprintf(server->address, sizeof(server->address), "127.0.0.1:%u", ntohs(address.sin_port));
	server->readable =
		event_new(loop, server->fd, EV_READ | EV_PERSIST, name_server_answer, server);
	CHECK(server->readable && event_add(server->readable, NULL) == 0);
}

static inline void name_server_close(struct name_server *server)
{
	event_free(server->readable);
	close(server->fd);
}

#endif
