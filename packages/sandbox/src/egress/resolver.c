// SPDX-License-Identifier: MIT
/*
 * Each lookup has a c-ares channel of its own. So it has ports and query ids that no other lookup of the code has seen
 * (whoever can make us ask must not be able to keep one port open while he guesses), it ends for good when it is
 * cancelled, and resolv.conf is always the present one.
 *
 * What c-ares 1.18.1 does otherwise than its manual says: ares_getaddrinfo() does not heed ARES_FLAG_NOSEARCH, so the
 * list of search domains is given, and empty.
 */
#include "egress/resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/auto.h"

/* The second try waits twice as long; then the next server is asked. */
#define TIMEOUT_MS 1500
#define TRIES	   2

#define SERVER_TEXT_MAX 63u /* of ADDR:PORT, and then some */

struct resolver {
	struct event_base *loop;
	struct ares_addr_port_node *servers; /* an array, linked; NULL: the system's */
	LIST_HEAD(, resolver_lookup) lookups;
};

/* One of c-ares's sockets, which c-ares closes. */
struct watched {
	LIST_ENTRY(watched) link;
	ares_socket_t fd;
	struct event *event;
};

struct resolver_lookup {
	LIST_ENTRY(resolver_lookup) link;
	struct resolver *resolver;
	resolver_callback *callback;
	void *user;

	ares_channel channel;
	LIST_HEAD(, watched) sockets;
	struct event *next; /* c-ares's next timeout; once it has ended, the callback's turn */

	bool is_ended; /* and what follows is the outcome */
	enum resolver_status status;
	struct address *addresses;
	size_t count;
};

/* --- the outcome ------------------------------------------------------------------------------------------- */

static enum resolver_status status_of(int ares_status)
{
	switch (ares_status) {
	case ARES_SUCCESS:
		return RESOLVER_FOUND;
	case ARES_ENOTFOUND:
	case ARES_ENODATA:
	case ARES_EBADNAME: /* no name that the DNS could hold */
		return RESOLVER_NOT_FOUND;
	case ARES_ETIMEOUT:
		return RESOLVER_TIMEOUT;
	case ARES_ENOMEM:
		return RESOLVER_NO_MEMORY;
	default:
		return RESOLVER_FAILED;
	}
}

static size_t count_nodes(const struct ares_addrinfo *answer)
{
	size_t count = 0;

	for (const struct ares_addrinfo_node *node = answer->nodes; node; node = node->ai_next)
		count++;
	return count;
}

static bool address_of(const struct ares_addrinfo_node *node, struct address *out)
{
	*out = (struct address){ .is_v6 = node->ai_family == AF_INET6 };
	if (node->ai_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, node->ai_addr, sizeof(v4));
		memcpy(out->bytes, &v4.sin_addr, sizeof(v4.sin_addr));
		return true;
	}
	if (node->ai_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, node->ai_addr, sizeof(v6));
		memcpy(out->bytes, &v6.sin6_addr, sizeof(v6.sin6_addr));
		return true;
	}
	return false;
}

/* All addresses of the answer, or none. */
static enum resolver_status take_addresses(struct resolver_lookup *lookup,
					   const struct ares_addrinfo *answer)
{
	size_t count = count_nodes(answer);

	if (count == 0)
		return RESOLVER_NOT_FOUND;
	if (count > RESOLVER_ADDRESSES_MAX)
		return RESOLVER_FAILED;
	AUTO_FREE struct address *addresses = calloc(count, sizeof(*addresses));
	if (!addresses)
		return RESOLVER_NO_MEMORY;
	size_t i = 0;
	for (const struct ares_addrinfo_node *node = answer->nodes; node; node = node->ai_next)
		if (!address_of(node, &addresses[i++]))
			return RESOLVER_FAILED;
	lookup->addresses = auto_take(addresses);
	lookup->count = count;
	return RESOLVER_FOUND;
}

/* The callback has its turn when the loop comes to it: c-ares may be above us on the stack, and the caller, too. */
static void end(struct resolver_lookup *lookup, enum resolver_status status)
{
	lookup->is_ended = true;
	lookup->status = status;
	event_del(lookup->next);
	event_active(lookup->next, EV_TIMEOUT, 0);
}

static void on_answer(void *arg, int ares_status, int timeouts, struct ares_addrinfo *answer)
{
	struct resolver_lookup *lookup = arg;

	(void)timeouts;
	if (!lookup->is_ended) {
		enum resolver_status status = status_of(ares_status);
		if (status == RESOLVER_FOUND)
			status = take_addresses(lookup, answer);
		end(lookup, status);
	}
	if (answer)
		ares_freeaddrinfo(answer);
}

/* --- c-ares's sockets and timeouts --------------------------------------------------------------------------- */

static void arm_timeout(struct resolver_lookup *lookup)
{
	struct timeval wait;

	if (lookup->is_ended || !ares_timeout(lookup->channel, NULL, &wait))
		return;
	wait.tv_usec += 999; /* c-ares rounds down, and would find that nothing is due yet */
	if (event_add(lookup->next, &wait) < 0)
		end(lookup, RESOLVER_NO_MEMORY);
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct resolver_lookup *lookup = arg;

	ares_process_fd(lookup->channel, what & EV_READ ? fd : ARES_SOCKET_BAD,
			what & EV_WRITE ? fd : ARES_SOCKET_BAD);
	arm_timeout(lookup);
}

static void unwatch(struct watched *watched)
{
	LIST_REMOVE(watched, link);
	if (watched->event)
		event_free(watched->event);
	free(watched);
}

static struct watched *watched_of(struct resolver_lookup *lookup, ares_socket_t fd)
{
	struct watched *watched;

	LIST_FOREACH(watched, &lookup->sockets, link)
	if (watched->fd == fd)
		return watched;
	return NULL;
}

static int watch(struct resolver_lookup *lookup, ares_socket_t fd, short what)
{
	struct watched *watched = calloc(1, sizeof(*watched));

	if (!watched)
		return -ENOMEM;
	watched->fd = fd;
	LIST_INSERT_HEAD(&lookup->sockets, watched, link);
	watched->event = event_new(lookup->resolver->loop, fd, (short)(what | EV_PERSIST),
				   on_socket, lookup);
	if (!watched->event || event_add(watched->event, NULL) < 0)
		return -ENOMEM; /* it goes when c-ares closes the socket */
	return 0;
}

/* c-ares wants to know when @fd is readable and writable; neither: it is about to close it. */
static void on_socket_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct resolver_lookup *lookup = arg;
	struct watched *old = watched_of(lookup, fd);
	short what = (short)((readable ? EV_READ : 0) | (writable ? EV_WRITE : 0));

	if (old)
		unwatch(old);
	if (what != 0 && watch(lookup, fd, what) < 0 && !lookup->is_ended)
		end(lookup, RESOLVER_NO_MEMORY);
}

/* --- a lookup's life ------------------------------------------------------------------------------------------- */

static int open_channel(struct resolver_lookup *lookup)
{
	char lookups[] = "fb"; /* the hosts file, then the DNS */
	struct ares_options options = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
		.timeout = TIMEOUT_MS,
		.tries = TRIES,
		.ndots = 0,    /* whatever its dots, a name is tried as it is */
		.ndomains = 0, /* and only so */
		.lookups = lookups,
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = lookup,
	};
	/* All that a variable or resolv.conf could say otherwise, but for the servers. */
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
		   ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST | ARES_OPT_NOROTATE |
		   ARES_OPT_SOCK_STATE_CB;

	if (lookup->resolver->servers)
		mask |= ARES_OPT_SERVERS; /* none yet; then resolv.conf is not read */
	if (ares_init_options(&lookup->channel, &options, mask) != ARES_SUCCESS) {
		lookup->channel = NULL;
		return -ENOMEM;
	}
	if (lookup->resolver->servers &&
	    ares_set_servers_ports(lookup->channel, lookup->resolver->servers) != ARES_SUCCESS)
		return -ENOMEM;
	return 0;
}

static void free_lookup(struct resolver_lookup *lookup)
{
	struct watched *watched;

	lookup->is_ended = true; /* c-ares tells us of its end now, which is known */
	if (lookup->channel)
		ares_destroy(lookup->channel);
	while ((watched = LIST_FIRST(&lookup->sockets)))
		unwatch(watched);
	LIST_REMOVE(lookup, link);
	if (lookup->next)
		event_free(lookup->next);
	free(lookup->addresses);
	free(lookup);
}

static void deliver(struct resolver_lookup *lookup)
{
	resolver_callback *callback = lookup->callback;
	void *user = lookup->user;
	enum resolver_status status = lookup->status;
	size_t count = lookup->count;
	AUTO_FREE struct address *addresses = auto_take(lookup->addresses);

	free_lookup(lookup);
	callback(user, status, addresses, count);
}

static void on_next(evutil_socket_t fd, short what, void *arg)
{
	struct resolver_lookup *lookup = arg;

	(void)fd;
	(void)what;
	if (!lookup->is_ended) {
		ares_process_fd(lookup->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		arm_timeout(lookup);
	} else {
		deliver(lookup);
	}
}

struct resolver_lookup *resolver_start(struct resolver *resolver, const char *host,
				       resolver_callback *callback, void *user)
{
	const struct ares_addrinfo_hints hints = { .ai_flags = ARES_AI_NOSORT,
						   .ai_family = AF_UNSPEC };
	struct resolver_lookup *lookup = calloc(1, sizeof(*lookup));

	if (!lookup)
		return NULL;
	lookup->resolver = resolver;
	lookup->callback = callback;
	lookup->user = user;
	LIST_INIT(&lookup->sockets);
	LIST_INSERT_HEAD(&resolver->lookups, lookup, link);
	lookup->next = event_new(resolver->loop, -1, 0, on_next, lookup);
	if (!lookup->next || open_channel(lookup) < 0) {
		free_lookup(lookup);
		return NULL;
	}
	ares_getaddrinfo(lookup->channel, host, NULL, &hints, on_answer, lookup);
	arm_timeout(lookup);
	return lookup;
}

void resolver_cancel(struct resolver_lookup *lookup)
{
	if (lookup)
		free_lookup(lookup);
}

/* --- the resolver ------------------------------------------------------------------------------------------------ */

/* Returns 0 for what is no port. */
static int parse_port(const char *text)
{
	int port = 0;

	for (size_t i = 0; text[i]; i++) {
		if (i == 5 || text[i] < '0' || text[i] > '9')
			return 0;
		port = port * 10 + (text[i] - '0');
	}
	return port <= UINT16_MAX ? port : 0;
}

/* Reads ADDR:PORT or [v6]:PORT. */
static int parse_server(const char *text, struct ares_addr_port_node *out)
{
	char address[SERVER_TEXT_MAX + 1];
	size_t bytes = strlen(text);
	const char *colon = strrchr(text, ':');

	if (!colon || colon == text || bytes > SERVER_TEXT_MAX)
		return -EINVAL;
	memcpy(address, text, bytes + 1);
	char *end_of_address = address + (colon - text);
	*end_of_address = '\0';
	out->udp_port = out->tcp_port = parse_port(colon + 1);
	if (out->udp_port == 0)
		return -EINVAL;
	out->family = AF_INET;
	if (inet_pton(AF_INET, address, &out->addr.addr4) == 1)
		return 0;
	if (address[0] != '[' || end_of_address[-1] != ']')
		return -EINVAL;
	end_of_address[-1] = '\0';
	out->family = AF_INET6;
	return inet_pton(AF_INET6, address + 1, &out->addr.addr6) == 1 ? 0 : -EINVAL;
}

static int parse_servers(const char *const *texts, struct ares_addr_port_node **out)
{
	size_t count = 0;

	while (texts[count])
		count++;
	if (count == 0)
		return -EINVAL;
	AUTO_FREE struct ares_addr_port_node *servers = calloc(count, sizeof(*servers));
	if (!servers)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		int rc = parse_server(texts[i], &servers[i]);
		if (rc < 0)
			return rc;
		servers[i].next = i + 1 < count ? &servers[i + 1] : NULL;
	}
	*out = auto_take(servers);
	return 0;
}

/* c-ares takes its query ids from rand() where there is no /dev/urandom. */
static void seed_fallback(void)
{
	unsigned seed = 0;

	if (getrandom(&seed, sizeof(seed), 0) == (ssize_t)sizeof(seed))
		srand(seed);
}

int resolver_open(struct event_base *loop, const char *const *dns_servers, struct resolver **out)
{
	AUTO_FREE struct resolver *resolver = calloc(1, sizeof(*resolver));

	if (!resolver)
		return -ENOMEM;
	resolver->loop = loop;
	LIST_INIT(&resolver->lookups);
	if (dns_servers) {
		int rc = parse_servers(dns_servers, &resolver->servers);
		if (rc < 0)
			return rc;
	}
	seed_fallback();
	*out = auto_take(resolver);
	return 0;
}

void resolver_close(struct resolver *resolver)
{
	struct resolver_lookup *lookup;

	if (!resolver)
		return;
	while ((lookup = LIST_FIRST(&resolver->lookups)))
		free_lookup(lookup);
	free(resolver->servers);
	free(resolver);
}

const char *resolver_status_text(enum resolver_status status)
{
	switch (status) {
	case RESOLVER_FOUND:
		return "found";
	case RESOLVER_NOT_FOUND:
		return "no such host";
	case RESOLVER_TIMEOUT:
		return "the DNS did not answer in time";
	case RESOLVER_FAILED:
		return "the DNS could not answer";
	case RESOLVER_NO_MEMORY:
		return "out of memory";
	}
	return "unknown";
}
