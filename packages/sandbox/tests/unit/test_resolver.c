/* SPDX-License-Identifier: MIT */
/*
 * Against a DNS server of its own on 127.0.0.1, in the same loop: UDP, and TCP for what does not fit. What it answers
 * is in the name that is asked for. No packet leaves the machine.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "egress/resolver.h"

#define PACKET_MAX	65000u
#define HEAD_BYTES	12u
#define ASKED_MAX	32u
#define CONNECTIONS_MAX 8u

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28 };
enum { RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5 };

/* What one name has. */
struct zone {
	const char *name;
	unsigned v4_count, v6_count;
	unsigned rcode_v4, rcode_v6;
	bool is_silent;	   /* never answers */
	bool is_silent_v6; /* never answers for AAAA */
	bool is_malformed; /* a record that is longer than the packet */
	bool has_cname;	   /* the addresses are those of another name */
	bool is_other;	   /* answers another question */
	bool is_private;   /* one of the addresses, in the midst */
};

static const struct zone zones[] = {
	{ .name = "v4.test", .v4_count = 1 },
	{ .name = "v6.test", .v6_count = 1 },
	{ .name = "both.test", .v4_count = 2, .v6_count = 3 },
	{ .name = "many.test", .v4_count = 300, .v6_count = 200, .is_private = true },
	{ .name = "most.test", .v4_count = 600, .v6_count = 400 },
	{ .name = "toomany.test", .v4_count = 600, .v6_count = 401 },
	{ .name = "alias.test", .v4_count = 2, .v6_count = 2, .has_cname = true },
	{ .name = "nodata.test" },
	{ .name = "single", .v4_count = 1 },
	{ .name = "_under_score.test", .v4_count = 1 },
	{ .name = "nohost.test", .rcode_v4 = RCODE_NXDOMAIN, .rcode_v6 = RCODE_NXDOMAIN },
	{ .name = "servfail.test", .rcode_v4 = RCODE_SERVFAIL, .rcode_v6 = RCODE_SERVFAIL },
	{ .name = "refused.test", .rcode_v4 = RCODE_REFUSED, .rcode_v6 = RCODE_REFUSED },
	{ .name = "half.test", .v4_count = 1, .rcode_v6 = RCODE_SERVFAIL },
	{ .name = "silent.test", .is_silent = true },
	{ .name = "silentv6.test", .v4_count = 1, .is_silent_v6 = true },
	{ .name = "malformed.test", .v4_count = 1, .v6_count = 1, .is_malformed = true },
	{ .name = "other.test", .v4_count = 1, .v6_count = 1, .is_other = true },
};

struct server {
	int udp, tcp;
	struct event *on_udp, *on_tcp;
	char text[32]; /* ADDR:PORT */
	/* What was asked, oldest first. */
	char asked[ASKED_MAX][256];
	uint16_t ports[ASKED_MAX];
	unsigned ids[ASKED_MAX];
	size_t asked_count;
	struct event *connections[CONNECTIONS_MAX];
	size_t tcp_count;
};

struct packet {
	uint8_t data[PACKET_MAX];
	size_t bytes;
};

/* What a callback was told. */
struct told {
	unsigned calls;
	enum resolver_status status;
	struct address addresses[RESOLVER_ADDRESSES_MAX];
	size_t count;
	/* What it does, beside that. */
	struct resolver *close;
	struct resolver_lookup *cancel;
	struct resolver *start;
	struct told *started;
};

static struct event_base *loop;
static struct server server;
static struct resolver *resolver;

/* --- the server ----------------------------------------------------------------------------------------------- */

static void put(struct packet *packet, const void *data, size_t bytes)
{
	assert_true(packet->bytes + bytes <= PACKET_MAX);
	memcpy(packet->data + packet->bytes, data, bytes);
	packet->bytes += bytes;
}

static void put_16(struct packet *packet, unsigned number)
{
	uint8_t bytes[] = { (uint8_t)(number >> 8), (uint8_t)number };

	put(packet, bytes, sizeof(bytes));
}

/* @name: where in the packet it stands. */
static void put_record(struct packet *packet, unsigned name, unsigned type, const void *data,
		       size_t bytes)
{
	put_16(packet, 0xc000 | name);
	put_16(packet, type);
	put_16(packet, 1);
	put_16(packet, 0);
	put_16(packet, 60);
	put_16(packet, (unsigned)bytes);
	put(packet, data, bytes);
}

/* The @index-th address of a name, in the ranges of documentation. */
static struct address address_number(bool is_v6, unsigned index, bool is_private)
{
	struct address address = { .is_v6 = is_v6 };

	if (is_v6)
		memcpy(address.bytes, (uint8_t[]){ 0x20, 0x01, 0x0d, 0xb8 }, 4);
	else
		memcpy(address.bytes, (uint8_t[]){ is_private && index == 150 ? 10 : 203, 0 }, 2);
	address.bytes[is_v6 ? 14 : 2] = (uint8_t)(index >> 8);
	address.bytes[is_v6 ? 15 : 3] = (uint8_t)index;
	return address;
}

static void put_addresses(struct packet *packet, const struct zone *zone, unsigned name, bool is_v6)
{
	unsigned count = is_v6 ? zone->v6_count : zone->v4_count;

	for (unsigned i = 0; i < count; i++) {
		struct address address = address_number(is_v6, i, zone->is_private);
		put_record(packet, name, is_v6 ? TYPE_AAAA : TYPE_A, address.bytes, is_v6 ? 16 : 4);
	}
	if (zone->is_malformed)
		packet->bytes--;
}

/* Reads the name of a question into dots and letters; returns the bytes it takes in the packet. */
static size_t read_name(const uint8_t *data, size_t bytes, char out[256])
{
	size_t at = 0, written = 0;

	while (at < bytes && data[at] != 0) {
		size_t label = data[at++];
		assert_true(at + label < bytes && written + label + 1 < 256);
		if (written > 0)
			out[written++] = '.';
		memcpy(out + written, data + at, label);
		written += label;
		at += label;
	}
	out[written] = '\0';
	return at + 1;
}

static const struct zone *find_zone(const char *name)
{
	static const struct zone none = { .rcode_v4 = RCODE_NXDOMAIN, .rcode_v6 = RCODE_NXDOMAIN };

	for (size_t i = 0; i < UNIT_COUNT(zones); i++)
		if (strcmp(zones[i].name, name) == 0)
			return &zones[i];
	return &none;
}

/* Returns whether there is an answer. */
static bool answer(const uint8_t *query, size_t bytes, uint16_t from_port, struct packet *out)
{
	static const uint8_t target[] = { 4, 'r', 'e', 'a', 'l', 4, 't', 'e', 's', 't', 0 };
	char name[256];

	assert_true(bytes > HEAD_BYTES + 4);
	size_t question = read_name(query + HEAD_BYTES, bytes - HEAD_BYTES, name) + 4;
	bool is_v6 = query[HEAD_BYTES + question - 3] == TYPE_AAAA;
	const struct zone *zone = find_zone(name);
	unsigned rcode = is_v6 ? zone->rcode_v6 : zone->rcode_v4;
	unsigned count = is_v6 ? zone->v6_count : zone->v4_count;

	assert_true(server.asked_count < ASKED_MAX);
	snprintf(server.asked[server.asked_count], 256, "%s", name);
	server.ids[server.asked_count] = (unsigned)(query[0] << 8 | query[1]);
	server.ports[server.asked_count++] = from_port;
	if (zone->is_silent || (zone->is_silent_v6 && is_v6))
		return false;
	*out = (struct packet){ .bytes = 0 };
	put(out, query, 2);
	put_16(out, 0x8180 | rcode);
	put_16(out, 1);
	put_16(out, rcode ? 0 : count + zone->has_cname);
	put_16(out, 0);
	put_16(out, 0);
	put(out, query + HEAD_BYTES, question);
	if (zone->is_other)
		out->data[HEAD_BYTES + 1] ^= 1;
	unsigned holder = HEAD_BYTES;
	if (zone->has_cname) {
		put_record(out, holder, TYPE_CNAME, target, sizeof(target));
		holder = (unsigned)(out->bytes - sizeof(target));
	}
	if (rcode == 0)
		put_addresses(out, zone, holder, is_v6);
	return true;
}

static void on_udp(evutil_socket_t fd, short what, void *arg)
{
	static struct packet packet;
	uint8_t query[512];
	struct sockaddr_in from;
	socklen_t from_bytes = sizeof(from);

	(void)what;
	(void)arg;
	ssize_t n = recvfrom(fd, query, sizeof(query), 0, (struct sockaddr *)&from, &from_bytes);
	assert_true(n > 0);
	if (!answer(query, (size_t)n, ntohs(from.sin_port), &packet))
		return;
	if (packet.bytes > 512) { /* RFC 1035, section 4.2.1: truncated; ask again with TCP */
		packet.data[2] |= 2;
		packet.data[6] = packet.data[7] = 0;
		packet.bytes = (size_t)n;
		server.asked_count--;
	}
	assert_int_equal(
		sendto(fd, packet.data, packet.bytes, 0, (struct sockaddr *)&from, from_bytes),
		packet.bytes);
}

static void close_connection(size_t index)
{
	if (!server.connections[index])
		return;
	close(event_get_fd(server.connections[index]));
	event_free(server.connections[index]);
	server.connections[index] = NULL;
}

/* A question comes as a whole, as we are on one machine. */
static void on_connection(evutil_socket_t fd, short what, void *arg)
{
	static struct packet packet;
	uint8_t query[1024], length[2];
	struct sockaddr_in from = { 0 };
	socklen_t from_bytes = sizeof(from);

	(void)what;
	if (recv(fd, length, 2, MSG_WAITALL) != 2) {
		close_connection((size_t)((struct event **)arg - server.connections));
		return;
	}
	size_t bytes = (size_t)(length[0] << 8 | length[1]);
	assert_true(bytes <= sizeof(query));
	assert_int_equal(recv(fd, query, bytes, MSG_WAITALL), bytes);
	getpeername(fd, (struct sockaddr *)&from, &from_bytes);
	assert_true(answer(query, bytes, ntohs(from.sin_port), &packet));
	length[0] = (uint8_t)(packet.bytes >> 8);
	length[1] = (uint8_t)packet.bytes;
	assert_int_equal(send(fd, length, 2, MSG_NOSIGNAL), 2);
	assert_int_equal(send(fd, packet.data, packet.bytes, MSG_NOSIGNAL), packet.bytes);
}

static void on_tcp(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	(void)arg;
	assert_true(server.tcp_count < CONNECTIONS_MAX);
	struct event **connection = &server.connections[server.tcp_count++];
	*connection = event_new(loop, accept(fd, NULL, NULL), EV_READ | EV_PERSIST, on_connection,
				connection);
	event_add(*connection, NULL);
}

/* A port that is free for both; one that is free for UDP may be somebody else's for TCP. */
static bool bind_both(struct sockaddr_in *local)
{
	socklen_t bytes = sizeof(*local);
	int yes = 1;

	*local = (struct sockaddr_in){ .sin_family = AF_INET };
	local->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.udp = socket(AF_INET, SOCK_DGRAM, 0);
	server.tcp = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(server.tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(server.udp, (struct sockaddr *)local, sizeof(*local)) == 0 &&
	    getsockname(server.udp, (struct sockaddr *)local, &bytes) == 0 &&
	    bind(server.tcp, (struct sockaddr *)local, sizeof(*local)) == 0 &&
	    listen(server.tcp, 8) == 0)
		return true;
	close(server.udp);
	close(server.tcp);
	return false;
}

static void open_server(void)
{
	struct sockaddr_in local;
	bool is_bound = false;

	for (unsigned tries = 0; tries < 100 && !is_bound; tries++)
		is_bound = bind_both(&local);
	assert_true(is_bound);
	snprintf(server.text, sizeof(server.text), "127.0.0.1:%u", ntohs(local.sin_port));
	server.on_udp = event_new(loop, server.udp, EV_READ | EV_PERSIST, on_udp, NULL);
	server.on_tcp = event_new(loop, server.tcp, EV_READ | EV_PERSIST, on_tcp, NULL);
	event_add(server.on_udp, NULL);
	event_add(server.on_tcp, NULL);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static void on_told(void *user, enum resolver_status status, const struct address *addresses,
		    size_t count)
{
	struct told *told = user;

	told->calls++;
	told->status = status;
	told->count = count;
	assert_true((status == RESOLVER_FOUND) == (count > 0));
	assert_true(count <= RESOLVER_ADDRESSES_MAX);
	if (count > 0)
		memcpy(told->addresses, addresses, count * sizeof(*addresses));
	resolver_cancel(told->cancel);
	if (told->close) {
		resolver_close(told->close);
		resolver = NULL;
	}
	if (told->start)
		assert_non_null(resolver_start(told->start, "v4.test", on_told, told->started));
	event_base_loopbreak(loop);
}

static void wait_for(const struct told *told, unsigned calls)
{
	while (told->calls < calls)
		assert_int_equal(event_base_loop(loop, EVLOOP_ONCE), 0);
}

/* Lets the loop run for a while in which nothing is to come. */
static void run_for(long ms)
{
	struct timeval wait = { .tv_usec = ms * 1000 };

	event_base_loopexit(loop, &wait);
	event_base_dispatch(loop);
}

static void ask(const char *host, struct told *told)
{
	*told = (struct told){ 0 };
	assert_non_null(resolver_start(resolver, host, on_told, told));
	assert_int_equal(told->calls, 0);
	wait_for(told, 1);
}

static void assert_told(const char *host, enum resolver_status status, unsigned v4, unsigned v6)
{
	static struct told told;
	bool is_private = find_zone(host)->is_private;
	unsigned seen[2] = { 0 };

	ask(host, &told);
	if (told.status != status || told.count != v4 + v6)
		fail_msg("%s: %s, %zu addresses", host, resolver_status_text(told.status),
			 told.count);
	/* Each kind in its order, and none left out. */
	for (size_t i = 0; i < told.count; i++) {
		bool is_v6 = told.addresses[i].is_v6;
		struct address expected = address_number(is_v6, seen[is_v6]++, is_private);
		assert_memory_equal(told.addresses[i].bytes, expected.bytes, 16);
	}
	assert_int_equal(seen[0], v4);
	assert_int_equal(seen[1], v6);
}

static size_t open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* --- what is found ---------------------------------------------------------------------------------------------- */

static void all_addresses_of_a_host_are_found(void **state)
{
	(void)state;
	assert_told("v4.test", RESOLVER_FOUND, 1, 0);
	assert_told("v6.test", RESOLVER_FOUND, 0, 1);
	assert_told("both.test", RESOLVER_FOUND, 2, 3);
	assert_told("single", RESOLVER_FOUND, 1, 0);
	assert_told("_under_score.test", RESOLVER_FOUND, 1, 0);
}

static void what_does_not_fit_into_one_datagram_is_found(void **state)
{
	(void)state;
	assert_int_equal(server.tcp_count, 0);
	assert_told("many.test", RESOLVER_FOUND, 300, 200);
	assert_told("most.test", RESOLVER_FOUND, 600, 400);
	assert_true(server.tcp_count > 0);
}

static void more_addresses_than_can_be_judged_are_a_failure(void **state)
{
	(void)state;
	assert_told("toomany.test", RESOLVER_FAILED, 0, 0);
}

static void an_alias_is_followed(void **state)
{
	(void)state;
	assert_told("alias.test", RESOLVER_FOUND, 2, 2);
}

static void one_family_is_enough(void **state)
{
	(void)state;
	assert_told("half.test", RESOLVER_FOUND, 1, 0);
}

static void the_hosts_file_knows_localhost(void **state)
{
	static struct told told;

	(void)state;
	ask("localhost", &told);
	assert_int_equal(told.status, RESOLVER_FOUND);
	for (size_t i = 0; i < told.count; i++) {
		uint8_t loopback[16] = { [15] = 1 };
		if (told.addresses[i].is_v6)
			assert_memory_equal(told.addresses[i].bytes, loopback, 16);
		else
			assert_int_equal(told.addresses[i].bytes[0], 127);
	}
	assert_int_equal(server.asked_count, 0);
}

static void the_system_s_servers_are_not_asked_before_they_must(void **state)
{
	static struct told told;
	struct resolver *of_system;

	(void)state;
	size_t before = open_descriptors();
	assert_int_equal(resolver_open(loop, NULL, &of_system), 0);
	assert_int_equal(open_descriptors(), before);
	assert_non_null(resolver_start(of_system, "localhost", on_told, &told));
	assert_int_equal(open_descriptors(), before);
	wait_for(&told, 1);
	assert_int_equal(told.status, RESOLVER_FOUND);
	resolver_close(of_system);
}

/* --- what is not ------------------------------------------------------------------------------------------------- */

static void a_host_that_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_told("nohost.test", RESOLVER_NOT_FOUND, 0, 0);
	assert_told("nodata.test", RESOLVER_NOT_FOUND, 0, 0);
	assert_told("hidden.onion", RESOLVER_NOT_FOUND, 0, 0); /* RFC 7686: the DNS is not asked */
	assert_told("a-label-of-more-than-sixty-three-characters-which-is-more-than-fits.test",
		    RESOLVER_NOT_FOUND, 0, 0);
}

static void a_server_s_failure_is_a_failure(void **state)
{
	(void)state;
	assert_told("servfail.test", RESOLVER_FAILED, 0, 0);
	assert_told("refused.test", RESOLVER_FAILED, 0, 0);
	assert_told("malformed.test", RESOLVER_FAILED, 0, 0);
}

static void a_server_that_is_not_there_is_a_failure(void **state)
{
	static const char *const nobody[] = { "127.0.0.1:1", NULL };

	(void)state;
	resolver_close(resolver);
	assert_int_equal(resolver_open(loop, nobody, &resolver), 0);
	assert_told("v4.test", RESOLVER_FAILED, 0, 0);
}

static void the_next_server_is_asked_when_one_is_not_there(void **state)
{
	const char *servers[] = { "127.0.0.1:1", "[::1]:1", server.text, NULL };

	(void)state;
	resolver_close(resolver);
	assert_int_equal(resolver_open(loop, servers, &resolver), 0);
	assert_told("both.test", RESOLVER_FOUND, 2, 3);
}

/* All at once, as each takes its time. */
static void silence_ends(void **state)
{
	static const char *const hosts[] = { "silent.test", "other.test", "silentv6.test" };
	static struct told told[3];
	struct timeval before, now;

	(void)state;
	event_base_gettimeofday_cached(loop, &before);
	for (size_t i = 0; i < UNIT_COUNT(hosts); i++)
		assert_non_null(resolver_start(resolver, hosts[i], on_told, &told[i]));
	run_for(900);
	for (size_t i = 0; i < UNIT_COUNT(hosts); i++)
		assert_int_equal(told[i].calls, 0);
	for (size_t i = 0; i < UNIT_COUNT(hosts); i++)
		wait_for(&told[i], 1);
	event_base_gettimeofday_cached(loop, &now);
	assert_int_equal(told[0].status, RESOLVER_TIMEOUT);
	assert_int_equal(told[1].status, RESOLVER_TIMEOUT); /* nobody answered what was asked */
	assert_int_equal(told[2].status, RESOLVER_FOUND);
	assert_int_equal(told[2].count, 1);
	assert_true(now.tv_sec - before.tv_sec >= 3 && now.tv_sec - before.tv_sec <= 6);
}

/* --- what has no influence ------------------------------------------------------------------------------------- */

static void neither_environment_nor_search_domains_have_an_influence(void **state)
{
	char hosts[] = "/tmp/test_resolver.XXXXXX", aliases[] = "/tmp/test_resolver.XXXXXX";
	int hosts_fd = mkstemp(hosts), aliases_fd = mkstemp(aliases);
	static const char hosts_text[] = "10.0.0.1 single nowhere localhost\n";
	static const char aliases_text[] = "single both.test\nnowhere both.test\n";

	(void)state;
	assert_int_equal(write(hosts_fd, hosts_text, strlen(hosts_text)), strlen(hosts_text));
	assert_int_equal(write(aliases_fd, aliases_text, strlen(aliases_text)),
			 strlen(aliases_text));
	setenv("CARES_HOSTS", hosts, 1);
	setenv("HOSTALIASES", aliases, 1);
	setenv("LOCALDOMAIN", "test", 1);
	setenv("RES_OPTIONS", "ndots:5 retrans:1 retry:1 rotate", 1);
	assert_told("single", RESOLVER_FOUND, 1, 0);
	assert_told("nowhere", RESOLVER_NOT_FOUND, 0, 0);
	assert_told("v4", RESOLVER_NOT_FOUND, 0, 0); /* v4.test there is */
	for (size_t i = 0; i < server.asked_count; i++)
		assert_null(strchr(server.asked[i], '.'));
	static struct told told;
	ask("localhost", &told);
	assert_int_not_equal(told.addresses[0].bytes[0], 10);
	unsetenv("CARES_HOSTS");
	unsetenv("HOSTALIASES");
	unsetenv("LOCALDOMAIN");
	unsetenv("RES_OPTIONS");
	close(hosts_fd);
	close(aliases_fd);
	unlink(hosts);
	unlink(aliases);
}

/* Whoever can make us ask must not learn what the next lookup will look like. */
static void each_lookup_has_ports_and_ids_of_its_own(void **state)
{
	(void)state;
	static struct told silent;
	bool differ_in_port = false, differ_in_id = false;
	struct resolver_lookup *kept =
		resolver_start(resolver, "silent.test", on_told, &silent); /* keeps its port open */
	for (unsigned i = 0; i < 4; i++)
		assert_told("v4.test", RESOLVER_FOUND, 1, 0);
	assert_int_equal(server.asked_count, 10);
	for (size_t i = 2; i < server.asked_count; i++) {
		assert_int_not_equal(server.ports[i], server.ports[0]);
		differ_in_port = differ_in_port || server.ports[i] != server.ports[2];
		differ_in_id = differ_in_id || server.ids[i] != server.ids[2] + i - 2;
	}
	assert_true(differ_in_port);
	assert_true(differ_in_id);
	resolver_cancel(kept);
}

/* --- what ends early ------------------------------------------------------------------------------------------- */

static void a_cancelled_lookup_says_nothing_and_holds_nothing(void **state)
{
	static struct told told;
	size_t before = open_descriptors();

	(void)state;
	struct resolver_lookup *lookup = resolver_start(resolver, "v4.test", on_told, &told);
	assert_true(open_descriptors() > before);
	resolver_cancel(lookup);
	assert_int_equal(open_descriptors(), before);
	/* When the answer is there, but nobody has been told. */
	lookup = resolver_start(resolver, "localhost", on_told, &told);
	resolver_cancel(lookup);
	resolver_cancel(NULL);
	run_for(50);
	assert_int_equal(told.calls, 0);
	assert_told("v4.test", RESOLVER_FOUND, 1, 0);
}

static void nothing_is_said_after_the_resolver_is_closed(void **state)
{
	static struct told told[3];
	size_t before = open_descriptors();

	(void)state;
	assert_non_null(resolver_start(resolver, "v4.test", on_told, &told[0]));
	assert_non_null(resolver_start(resolver, "many.test", on_told, &told[1]));
	assert_non_null(resolver_start(resolver, "localhost", on_told, &told[2]));
	resolver_close(resolver);
	resolver = NULL;
	resolver_close(NULL);
	assert_int_equal(open_descriptors(), before);
	run_for(50);
	for (size_t i = 0; i < UNIT_COUNT(told); i++)
		assert_int_equal(told[i].calls, 0);
}

static void a_callback_may_start_cancel_and_close(void **state)
{
	static struct told first, second, third;

	(void)state;
	first = (struct told){ .start = resolver, .started = &second };
	first.cancel = resolver_start(resolver, "silent.test", on_told, &third);
	assert_non_null(resolver_start(resolver, "v4.test", on_told, &first));
	wait_for(&second, 1);
	assert_int_equal(first.calls, 1);
	assert_int_equal(second.status, RESOLVER_FOUND);
	first = (struct told){ .close = resolver };
	assert_non_null(resolver_start(resolver, "silent.test", on_told, &third));
	assert_non_null(resolver_start(resolver, "v4.test", on_told, &first));
	wait_for(&first, 1);
	assert_int_equal(first.status, RESOLVER_FOUND);
	run_for(50);
	assert_int_equal(third.calls, 0);
}

static void many_lookups_at_once_do_not_disturb_each_other(void **state)
{
	static struct told told[10];
	size_t before = open_descriptors();

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(told); i++)
		assert_non_null(resolver_start(resolver, i % 2 ? "v4.test" : "nohost.test", on_told,
					       &told[i]));
	for (size_t i = 0; i < UNIT_COUNT(told); i++) {
		wait_for(&told[i], 1);
		assert_int_equal(told[i].status, i % 2 ? RESOLVER_FOUND : RESOLVER_NOT_FOUND);
	}
	assert_int_equal(open_descriptors(), before);
}

static void no_lookup_leaves_a_descriptor(void **state)
{
	size_t before = open_descriptors();

	(void)state;
	assert_told("v4.test", RESOLVER_FOUND, 1, 0);
	assert_told("many.test", RESOLVER_FOUND, 300, 200);
	assert_told("servfail.test", RESOLVER_FAILED, 0, 0);
	assert_int_equal(open_descriptors(), before);
}

/* --- the rest ---------------------------------------------------------------------------------------------------- */

static void servers_are_addresses_with_a_port(void **state)
{
	static const char *const good[] = { "127.0.0.1:53", "[::1]:53", "[2001:db8::1]:65535",
					    "1.2.3.4:1", "[::ffff:1.2.3.4]:5353" };
	static const char *const bad[] = {
		"",
		":",
		":53",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:0",
		"127.0.0.1:65536",
		"127.0.0.1:000053",
		"127.0.0.1:+53",
		"127.0.0.1: 53",
		"127.0.0.1:53 ",
		"127.1:53",
		"127.0.0.01:53",
		"::1:53",
		"[::1]",
		"[::1]53",
		"[::1:53",
		"::1]:53",
		"[]:53",
		"[127.0.0.1]:53",
		"[fe80::1%lo]:53",
		"localhost:53",
		"127.0.0.1:53,127.0.0.2:53",
		"[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001]:53",
	};
	static const char *const none[] = { NULL };
	struct resolver *made = NULL;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(good); i++) {
		const char *list[] = { good[i], good[0], NULL };
		assert_int_equal(resolver_open(loop, list, &made), 0);
		resolver_close(made);
	}
	made = NULL;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		const char *list[] = { good[0], bad[i], NULL };
		assert_int_equal(resolver_open(loop, list, &made), -EINVAL);
	}
	assert_int_equal(resolver_open(loop, none, &made), -EINVAL);
	assert_null(made);
}

static void every_status_has_a_text(void **state)
{
	(void)state;
	for (int status = RESOLVER_FOUND; status <= RESOLVER_NO_MEMORY; status++)
		assert_true(strlen(resolver_status_text((enum resolver_status)status)) > 0);
	assert_string_equal(resolver_status_text(RESOLVER_NOT_FOUND), "no such host");
}

static int open_all(void **state)
{
	const char *servers[] = { server.text, NULL };

	(void)state;
	loop = event_base_new();
	server = (struct server){ 0 };
	open_server();
	return resolver_open(loop, servers, &resolver);
}

static int close_all(void **state)
{
	(void)state;
	resolver_close(resolver);
	resolver = NULL;
	for (size_t i = 0; i < server.tcp_count; i++)
		close_connection(i);
	event_free(server.on_udp);
	event_free(server.on_tcp);
	close(server.udp);
	close(server.tcp);
	event_base_free(loop);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_addresses_of_a_host_are_found),
		TEST(what_does_not_fit_into_one_datagram_is_found),
		TEST(more_addresses_than_can_be_judged_are_a_failure),
		TEST(an_alias_is_followed),
		TEST(one_family_is_enough),
		TEST(the_hosts_file_knows_localhost),
		TEST(the_system_s_servers_are_not_asked_before_they_must),
		TEST(a_host_that_is_not_there_is_not_found),
		TEST(a_server_s_failure_is_a_failure),
		TEST(a_server_that_is_not_there_is_a_failure),
		TEST(the_next_server_is_asked_when_one_is_not_there),
		TEST(silence_ends),
		TEST(neither_environment_nor_search_domains_have_an_influence),
		TEST(each_lookup_has_ports_and_ids_of_its_own),
		TEST(a_cancelled_lookup_says_nothing_and_holds_nothing),
		TEST(nothing_is_said_after_the_resolver_is_closed),
		TEST(a_callback_may_start_cancel_and_close),
		TEST(many_lookups_at_once_do_not_disturb_each_other),
		TEST(no_lookup_leaves_a_descriptor),
		TEST(servers_are_addresses_with_a_port),
		TEST(every_status_has_a_text),
	};
	return cmocka_run_group_tests_name("egress/resolver", tests, NULL, NULL);
}
