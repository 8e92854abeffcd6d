// SPDX-License-Identifier: MIT
/*
 * Build tool: prepares the guest once and writes the image from which every execution starts.
 *
 *	make_snapshot PRELUDE.js IMAGE
 *
 * The guest's state is its linear memory, the stack pointer and the function table. Only the first may
 * differ after guest_prepare(): that is checked here, so that the image needs nothing else.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/check.h"
#include "cell/import.h"
#include "cell/snapshot.h"
#include "wire/frame.h"

#include <wasm-rt-impl.h>

#include "guest.wasm.h"

#define WASM_PAGE 65536u

static Z_guest_instance_t instance;
static struct Z_host_instance_t host;

/* The next frame for the guest. */
static uint8_t *frame;
static uint32_t frame_size;

void Z_hostZ_send(struct Z_host_instance_t *unused, uint32_t ptr, uint32_t len)
{
	(void)unused;
	(void)ptr;
	(void)len;
}

uint32_t Z_hostZ_receive(struct Z_host_instance_t *unused, uint32_t ptr, uint32_t capacity,
			 uint32_t timeout_ms)
{
	(void)unused;
	(void)timeout_ms;
	if (frame_size <= capacity)
		memcpy(instance.w2c_memory.data + ptr, frame, frame_size);
	return frame_size;
}

/* Nothing of the build may be left in the image: time stands still and chance is none. */
uint64_t Z_hostZ_clock(struct Z_host_instance_t *unused, uint32_t which)
{
	(void)unused;
	(void)which;
	return 1000000000;
}

void Z_hostZ_random(struct Z_host_instance_t *unused, uint32_t ptr, uint32_t len)
{
	(void)unused;
	memset(instance.w2c_memory.data + ptr, 0x5a, len);
}

static void set_frame(enum frame_type type, const void *payload, size_t bytes)
{
	struct frame_header header = { .length = (uint32_t)bytes, .type = (uint32_t)type };

	free(frame);
	frame_size = (uint32_t)(sizeof(header) + bytes);
	frame = malloc(frame_size);
	CHECK(frame);
	memcpy(frame, &header, sizeof(header));
	memcpy(frame + sizeof(header), payload, bytes);
}

static void set_prelude(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(1);
	}
	static char text[4u << 20];
	size_t bytes = fread(text, 1, sizeof(text), file);
	CHECK(bytes < sizeof(text) && fclose(file) == 0);
	set_frame(FRAME_PRELUDE, text, bytes);
}

static void set_run(void)
{
	static const char code[] = "2 + 2";
	struct frame_run run = {
		.timeout_ms = 5000,
		.memory_limit_bytes = 10u << 20,
		.code_bytes = sizeof(code) - 1,
		.console_max_bytes = 1,
		.console_max_lines = 1,
	};
	uint8_t payload[sizeof(run) + sizeof(code) + 1] = { 0 };

	memcpy(payload, &run, sizeof(run));
	memcpy(payload + sizeof(run), code, sizeof(code));
	set_frame(FRAME_RUN, payload, sizeof(payload));
}

static void enter(void (*entry)(Z_guest_instance_t *), const char *name)
{
	wasm_rt_trap_t trap = (wasm_rt_trap_t)wasm_rt_try(wasm_rt_jmp_buf);

	if (trap == WASM_RT_TRAP_NONE) {
		entry(&instance);
		return;
	}
	fprintf(stderr, "make_snapshot: %s: %s\n", name, wasm_rt_strerror(trap));
	exit(1);
}

/* Everything of the instance but its memory. */
static void check_unchanged(const Z_guest_instance_t *before)
{
	Z_guest_instance_t now = instance;

	now.w2c_memory = before->w2c_memory;
	CHECK(memcmp(&now, before, sizeof(now)) == 0);
}

static uint32_t find_pages(const uint8_t *base, uint32_t count, uint32_t *out)
{
	static const uint8_t zero[SNAPSHOT_PAGE];
	uint32_t found = 0;

	for (uint32_t i = 0; i < count; i++)
		if (memcmp(base + (size_t)i * SNAPSHOT_PAGE, zero, SNAPSHOT_PAGE) != 0)
			out[found++] = i;
	return found;
}

/*
 * The pages that are written to, also if what they hold is the same in the end: found by write-protecting
 * linear memory and noting where that is met.
 */
static uint8_t *written;

static void on_write(int number, siginfo_t *info, void *unused)
{
	const wasm_rt_memory_t *memory = &instance.w2c_memory;
	uintptr_t offset = (uintptr_t)info->si_addr - (uintptr_t)memory->data;

	(void)number;
	(void)unused;
	CHECK(offset < memory->size);
	written[offset / SNAPSHOT_PAGE] = 1;
	CHECK(mprotect(memory->data + offset / SNAPSHOT_PAGE * SNAPSHOT_PAGE, SNAPSHOT_PAGE,
		       PROT_READ | PROT_WRITE) == 0);
}

static void watch_writes(uint32_t count)
{
	const struct sigaction action = { .sa_sigaction = on_write,
					  .sa_flags = SA_SIGINFO | SA_ONSTACK };

	written = calloc(count, 1);
	CHECK(written && sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK(mprotect(instance.w2c_memory.data, instance.w2c_memory.size, PROT_READ) == 0);
}

static uint32_t find_written(uint32_t count, uint32_t *out)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < count; i++)
		if (written[i])
			out[found++] = i;
	return found;
}

static void write_image(const char *path, const struct snapshot_header *header,
			const uint32_t *pages, const uint32_t *warm, const uint8_t *memory)
{
	static const uint8_t padding[SNAPSHOT_PAGE];
	FILE *file = fopen(path, "wb");

	if (!file) {
		perror(path);
		exit(1);
	}
	fwrite(header, sizeof(*header), 1, file);
	fwrite(pages, sizeof(*pages), header->page_count, file);
	fwrite(warm, sizeof(*warm), header->warm_count, file);
	fwrite(padding, 1, snapshot_contents_offset(header) - (size_t)ftell(file), file);
	for (uint32_t i = 0; i < header->page_count; i++)
		fwrite(memory + (size_t)pages[i] * SNAPSHOT_PAGE, SNAPSHOT_PAGE, 1, file);
	if (fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: make_snapshot PRELUDE.js IMAGE\n");
		return 2;
	}

	wasm_rt_init();
	Z_guest_init_module();
	Z_guest_instantiate(&instance, &host);
	Z_guest_instance_t fresh = instance;
	enter(Z_guestZ__initialize, "_initialize");
	set_prelude(argv[1]);
	enter(Z_guestZ_guest_prepare, "guest_prepare");
	check_unchanged(&fresh);

	const wasm_rt_memory_t *memory = &instance.w2c_memory;
	uint32_t count = memory->size / SNAPSHOT_PAGE;
	uint8_t *image = malloc(memory->size);
	uint32_t *pages = calloc(count, sizeof(*pages));
	uint32_t *warm = calloc(count, sizeof(*warm));
	CHECK(image && pages && warm);
	memcpy(image, memory->data, memory->size);
	struct snapshot_header header = {
		.magic = SNAPSHOT_MAGIC,
		.wasm_pages = memory->size / WASM_PAGE,
		.page_count = find_pages(image, count, pages),
	};

	set_run();
	watch_writes(count);
	enter(Z_guestZ_guest_run, "guest_run");
	header.warm_count = find_written(count, warm);
	write_image(argv[2], &header, pages, warm, image);
	printf("snapshot: %u KiB in %u pages, %u of them warm\n",
	       header.page_count * SNAPSHOT_PAGE / 1024, header.page_count, header.warm_count);
	return 0;
}
