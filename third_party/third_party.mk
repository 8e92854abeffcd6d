# Sources and packages of others: fetched, never committed. See third_party/README.md.

THIRD_PARTY := third_party/cache
QJS_DIR := $(THIRD_PARTY)/quickjs-ng
QJS_STAMP := $(THIRD_PARTY)/quickjs-ng.stamp
PACKAGES_STAMP := $(THIRD_PARTY)/packages.stamp
NPM_STAMP := node_modules/.package-lock.json

$(PACKAGES_STAMP): third_party/debian-packages.txt third_party/install-packages.sh
	@mkdir -p $(@D)
	@third_party/install-packages.sh third_party/debian-packages.txt
	@touch $@

$(QJS_STAMP): third_party/quickjs-ng.txt third_party/fetch-quickjs.sh | $(PACKAGES_STAMP)
	@third_party/fetch-quickjs.sh third_party/quickjs-ng.txt $(THIRD_PARTY) $(QJS_DIR)
	@touch $@

$(NPM_STAMP): package.json package-lock.json packages/sandbox/guest/webapi/package.json | $(PACKAGES_STAMP)
	@echo "npm ci: build tools and libraries of the prelude"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
