# The CDK construct and the stack: compiled, deployed to an AWS account, tested without one.
# ARGS are the cdk command's, such as ARGS='-c architecture=x86_64 -c tenantIsolation=true': docs/deploy.md.

IAC := packages/iac
IAC_COMPILED := $(NPM)/iac.compiled
IAC_TARBALL := $(NPM)/untrusted-code-iac-$(NPM_VERSION).tgz
IAC_OUTPUTS := build/iac/outputs.json
# Of the function that is deployed: its package is the one that is needed.
IAC_ARCH := $(or $(patsubst architecture=%,%,$(filter architecture=%,$(ARGS))),arm64)
IAC_BIN := $(abspath $(IAC)/node_modules/.bin):$(abspath node_modules/.bin)
CDK = cd $(IAC) && export NODE_NO_WARNINGS=1 $(WITH_NODE_20) && PATH="$(IAC_BIN):$$PATH" cdk
IAC_SCRIPT = NODE_NO_WARNINGS=1 $(WITH_NODE_20) node $(IAC)/scripts

$(IAC_COMPILED): $(wildcard $(IAC)/src/*.ts)

.PHONY: iac-zip build-iac synth aws-account bootstrap-account diff deploy destroy smoke test-iac

# The function's package goes with the construct.
iac-zip: $(LAMBDA_ZIP)
	@mkdir -p $(IAC)/zip
	@cmp -s $< $(IAC)/zip/$(<F) || cp $< $(IAC)/zip

$(IAC_TARBALL): $(IAC_COMPILED) $(IAC)/README.md $(wildcard $(IAC)/zip/*.zip) $(NPM_SCRIPTS)
	@echo "  NPM   $@"
	@$(WITH_NODE_20) node $(SANDBOX)/npm/stage.mjs package iac $(NPM)/stage/iac
	@$(WITH_NODE_20) $(SANDBOX)/npm/pack.sh $(NPM)/stage/iac $@

build-iac: $(IAC_COMPILED) ## make the CDK construct, with the packages that it deploys, in build/npm (ARCH=…: that one alone)
	@set -e; for architecture in $(LAMBDA_ARCHITECTURES); do $(MAKE) ARCH=$$architecture iac-zip; done
	@$(MAKE) $(IAC_TARBALL)

# --- an account ----------------------------------------------------------------------------------------------------

# First, so that who has no credentials waits for no build.
aws-account: $(NPM_STAMP)
	@$(IAC_SCRIPT)/account.mjs

synth: ## print the stack's CloudFormation template (needs no AWS account)
	@$(MAKE) ARCH=$(IAC_ARCH) build-iac >&2
	@$(CDK) synth $(ARGS)

bootstrap-account: aws-account ## prepare the AWS account and region for the CDK, once
	@$(MAKE) $(IAC_COMPILED)
	@$(CDK) bootstrap -c zip=src $(ARGS)

diff: aws-account ## show what a deployment would change
	@$(MAKE) ARCH=$(IAC_ARCH) build-iac
	@$(CDK) diff $(ARGS)

deploy: aws-account ## deploy the function to your AWS account (ARGS='-c tenantIsolation=true': docs/deploy.md)
	@$(MAKE) ARCH=$(IAC_ARCH) build-iac
	@mkdir -p $(dir $(IAC_OUTPUTS))
	@$(CDK) deploy --outputs-file ../../$(IAC_OUTPUTS) $(ARGS) \
		|| { echo "If the account was not prepared for the CDK: make bootstrap-account, once for each region" >&2; exit 1; }
	@$(IAC_SCRIPT)/deployed.mjs

# What would be deployed makes no difference: any folder will do as the package.
destroy: aws-account ## remove what was deployed
	@$(MAKE) $(IAC_COMPILED)
	@$(CDK) destroy -c zip=src $(ARGS)

smoke: aws-account $(NPM)/sdk.compiled ## try the deployed function out (FUNCTION=name, TENANT=name)
	@$(IAC_SCRIPT)/smoke.mjs '$(FUNCTION)' '$(TENANT)'

# --- tests ---------------------------------------------------------------------------------------------------------

MOTO := $(THIRD_PARTY)/moto/bin/moto_server

$(MOTO): $(IAC)/tests/moto.txt | $(PACKAGES_STAMP)
	@echo "  PIP   moto's server, in AWS's place for tests"
	@python3 -m venv --clear $(THIRD_PARTY)/moto
	@$(THIRD_PARTY)/moto/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

test-iac: $(IAC_COMPILED) $(NPM)/sdk.compiled $(MOTO) ## test the construct, and deploy the stack to an emulator of AWS
	@$(MAKE) ARCH=$(HOST_ARCH) iac-zip
	@$(MAKE) $(IAC_TARBALL)
	@$(WITH_NODE_20); node node_modules/.bin/publint run --strict $(IAC_TARBALL); node node_modules/.bin/attw --no-color --profile esm-only $(IAC_TARBALL)
	@$(WITH_NODE_20) UNTRUSTED_MOTO=$(abspath $(MOTO)) node --test $(wildcard $(IAC)/tests/*.test.mjs)
