# Tests of the Lambda function: units with cmocka; bootstrap and the package behind an emulator of the Runtime API.

LAMBDA_TESTS := $(LAMBDA)/tests
LAMBDA_UNIT_PROGRAMS := $(patsubst $(LAMBDA_TESTS)/unit/%.c,$(BUILD)/lambda/tests/%,$(wildcard $(LAMBDA_TESTS)/unit/test_*.c))
# The package is never one of the sanitizers' build.
LAMBDA_NODE_TESTS := $(filter-out $(if $(SANITIZE),%/zip.test.mjs %/empty-root.test.mjs %/serve-lambda.test.mjs),\
	$(wildcard $(LAMBDA_TESTS)/*.test.mjs))
LAMBDA_TEST_ENVIRONMENT = UNTRUSTED_SANITIZE=$(SANITIZE) UNTRUSTED_BIN_DIR=$(abspath $(BIN)) \
	UNTRUSTED_BIN=$(abspath $(BIN))/untrusted UNTRUSTED_BUILD=$(abspath $(BUILD))

$(BUILD)/lambda/tests/test_event: $(BUILD)/lambda/event.o

$(BUILD)/lambda/tests/%: $(LAMBDA_TESTS)/unit/%.c $(wildcard $(TESTS)/unit/*.h) $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) -I$(TESTS)/unit -I$(LAMBDA)/src $(CFLAGS) $(WARNINGS) -Wno-missing-prototypes -pie $< \
		$(filter %.o,$^) $(BUILD)/libuntrusted.a -lcmocka -ljansson $(SUPERVISOR_LIBS) -lm -o $@

.PHONY: test-lambda serve-lambda

test-lambda: build $(LAMBDA_UNIT_PROGRAMS) $(if $(SANITIZE),,$(LAMBDA_ZIP) $(DRILL_BUILD)/lambda_filter) ## test the AWS Lambda function and its package
	@set -e; for program in $(LAMBDA_UNIT_PROGRAMS); do echo "--- $${program##*/}"; $$program; done
	@$(LAMBDA_TEST_ENVIRONMENT) node --test $(LAMBDA_NODE_TESTS)

serve-lambda: $(LAMBDA_ZIP) ## run the packaged function here: AWS's Invoke API on 127.0.0.1:9001 (ARGS=--help)
	@node $(LAMBDA_TESTS)/emulator/serve-lambda.mjs --zip $(LAMBDA_ZIP) $(ARGS)
