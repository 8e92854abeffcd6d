/* SPDX-License-Identifier: MIT */
#include "egress/egress.h"

#include <errno.h>
#include <stdlib.h>

#include "egress/resolver.h"
#include "egress/trust.h"

struct egress {
	struct egress_options options;
	struct resolver *resolver;
	struct trust *trust;
};

const struct egress_options *egress_options(const struct egress *egress)
{
	return &egress->options;
}

struct resolver *egress_resolver(struct egress *egress)
{
	return egress->resolver;
}

struct trust *egress_trust(struct egress *egress)
{
	/* Looked for when first needed: an executor that never fetches needs none. */
	if (!egress->trust && trust_open(egress->options.ca_file, &egress->trust) < 0)
		return NULL;
	return egress->trust;
}

int egress_open(const struct egress_options *options, struct egress **out)
{
	struct egress *egress = calloc(1, sizeof(*egress));

	if (!egress)
		return -ENOMEM;
	egress->options = *options;
	egress->options.dns_servers = NULL; /* taken by the resolver */
	int rc = resolver_open(options->loop, options->dns_servers, &egress->resolver);
	/* One that the deployer names is read now: a mistake in it is to be known at the start. */
	if (rc == 0 && options->ca_file)
		rc = trust_open(options->ca_file, &egress->trust);
	if (rc == 0 && options->ca_file)
		rc = trust_load(egress->trust);
	egress->options.ca_file = NULL; /* and by the trust */
	if (rc < 0) {
		egress_close(egress);
		return rc;
	}
	*out = egress;
	return 0;
}

void egress_warm(struct egress *egress)
{
	struct trust *trust = egress_trust(egress);

	if (trust)
		trust_load(trust);
}

void egress_close(struct egress *egress)
{
	if (!egress)
		return;
	resolver_close(egress->resolver);
	trust_free(egress->trust);
	free(egress);
}
