# Branch coverage of src/policy/ by its unit tests: what is decided there is tested in every way that the code has.

COVERAGE := build/coverage
COVERAGE_STAMP := $(COVERAGE)/complete
# Without optimisation, which merges branches.
COVERAGE_CFLAGS := -std=gnu11 -g -O0
COVERAGE_OBJECTS := $(POLICY_C:$(SRC)/%.c=$(COVERAGE)/%.o)
# Each file has the test of its name; the table of cases goes through all of them, by way of a URL's parse.
COVERAGE_TESTS := $(POLICY_C:$(SRC)/policy/%.c=$(COVERAGE)/test_%) $(COVERAGE)/test_policy_cases
COVERAGE_OTHERS := $(patsubst %,$(COVERAGE)/%.o,base/ascii base/buf base/utf8 egress/url)

$(COVERAGE_OBJECTS): COVERAGE_CFLAGS += --coverage
$(COVERAGE_OBJECTS) $(COVERAGE_OTHERS): $(COVERAGE)/%.o: $(SRC)/%.c | $(PACKAGES_STAMP) $(CURL_STAMP)
	@mkdir -p $(@D)
	@gcc $(CPPFLAGS) $(COVERAGE_CFLAGS) -MMD -MP -c $< -o $@

$(COVERAGE)/test_allowlist: TEST_LDFLAGS := $(WRAP_MEMORY)
$(COVERAGE)/test_%: $(TESTS)/unit/test_%.c $(wildcard $(TESTS)/unit/*.h) $(COVERAGE_OBJECTS) $(COVERAGE_OTHERS) $(BUILT_LIBS)
	@gcc $(CPPFLAGS) -I$(TESTS)/unit $(COVERAGE_CFLAGS) $(TEST_LDFLAGS) $(filter %.c %.o,$^) --coverage \
		-lcmocka -ljansson $(SUPERVISOR_LIBS) -o $@

$(COVERAGE_STAMP): $(COVERAGE_TESTS) $(TESTS)/coverage.mjs contract/policy-cases.json
	@echo "--- branch coverage of src/policy"
	@rm -f $@ $(COVERAGE)/policy/*.gcda
	@set -e; for program in $(COVERAGE_TESTS); do $$program >$(COVERAGE)/tests.log 2>&1 || { cat $(COVERAGE)/tests.log; exit 1; }; done
	@node $(TESTS)/coverage.mjs $(COVERAGE_OBJECTS)
	@touch $@

CHECK_GOALS += coverage
