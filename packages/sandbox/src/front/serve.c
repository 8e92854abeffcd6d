// SPDX-License-Identifier: MIT
#include "front/commands.h"
static int serve_main(int argc, char **argv){(void)argc;(void)argv;return EXIT_SANDBOX_FAILED;}
const struct options_command command_serve = { .name = "serve", .usage = "", .summary = "answer the AWS Lambda Invoke API over HTTP", .main = serve_main };
