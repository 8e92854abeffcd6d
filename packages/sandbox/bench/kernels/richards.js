// SPDX-License-Identifier: MIT
// expect: 90000:4444902:434466
// An operating-system scheduler in miniature, after Richards: small objects, method calls, linked queues, polymorphic run().

class Packet {
	constructor(link, id, kind) {
		this.link = link;
		this.id = id;
		this.kind = kind;
		this.datum = 0;
		this.data = [0, 0, 0, 0];
	}

	appendTo(queue) {
		this.link = null;
		if (queue === null)
			return this;
		let last = queue;
		while (last.link !== null)
			last = last.link;
		last.link = this;
		return queue;
	}
}

class Task {
	constructor(scheduler, id, priority) {
		this.scheduler = scheduler;
		this.id = id;
		this.priority = priority;
		this.queue = null;
		this.held = false;
		this.suspended = false;
	}

	get ready() {
		return !this.held && (!this.suspended || this.queue !== null);
	}

	receive(packet) {
		this.queue = packet.appendTo(this.queue);
		this.suspended = false;
	}

	take() {
		const packet = this.queue;
		if (packet !== null)
			this.queue = packet.link;
		return packet;
	}
}

class Idle extends Task {
	constructor(scheduler, id, priority, rounds) {
		super(scheduler, id, priority);
		this.rounds = rounds;
		this.state = 1;
	}

	run() {
		if (--this.rounds === 0) {
			this.held = true;
			return;
		}
		if ((this.state & 1) === 0) {
			this.state >>= 1;
			this.scheduler.release(DEVICE_A);
		} else {
			this.state = (this.state >> 1) ^ 0xd008;
			this.scheduler.release(DEVICE_B);
		}
	}
}

class Device extends Task {
	constructor(scheduler, id, priority) {
		super(scheduler, id, priority);
		this.pending = null;
	}

	run() {
		if (this.pending === null) {
			this.pending = this.take();
			this.held = this.pending !== null;
			this.suspended = this.pending === null;
			return;
		}
		const packet = this.pending;
		this.pending = null;
		this.scheduler.finished++;
		this.scheduler.send(WORKER, packet);
	}
}

class Worker extends Task {
	constructor(scheduler, id, priority) {
		super(scheduler, id, priority);
		this.target = DEVICE_A;
		this.count = 0;
	}

	run() {
		const packet = this.take();
		if (packet === null) {
			this.suspended = true;
			return;
		}
		this.target = this.target === DEVICE_A ? DEVICE_B : DEVICE_A;
		packet.datum = 0;
		for (let i = 0; i < packet.data.length; i++) {
			this.count = this.count === 26 ? 1 : this.count + 1;
			packet.data[i] = this.count;
			this.scheduler.checksum += this.count;
		}
		this.scheduler.send(this.target, packet);
	}
}

class Scheduler {
	constructor() {
		this.tasks = [];
		this.switches = 0;
		this.finished = 0;
		this.checksum = 0;
	}

	add(task) {
		this.tasks.push(task);
		this.tasks.sort((a, b) => b.priority - a.priority);
	}

	find(id) {
		for (const task of this.tasks) {
			if (task.id === id)
				return task;
		}
		return null;
	}

	release(id) {
		this.find(id).held = false;
	}

	send(id, packet) {
		this.find(id).receive(packet);
	}

	next() {
		for (let i = 0; i < this.tasks.length; i++) {
			if (this.tasks[i].ready)
				return this.tasks[i];
		}
		return null;
	}

	run() {
		for (let task = this.next(); task !== null; task = this.next()) {
			this.switches++;
			task.run();
		}
	}
}

const IDLE = 0, WORKER = 1, DEVICE_A = 2, DEVICE_B = 3;

function simulate(rounds) {
	const scheduler = new Scheduler();
	scheduler.add(new Idle(scheduler, IDLE, 0, rounds));
	scheduler.add(new Worker(scheduler, WORKER, 1000));
	scheduler.add(new Device(scheduler, DEVICE_A, 4000));
	scheduler.add(new Device(scheduler, DEVICE_B, 5000));
	for (let i = 0; i < 6; i++)
		scheduler.send(WORKER, new Packet(null, i, i & 1));
	scheduler.run();
	return scheduler;
}

let rounds = 0, checksum = 0, switches = 0;
for (let i = 0; i < 9; i++) {
	const scheduler = simulate(10000);
	rounds += 10000;
	checksum += scheduler.checksum;
	switches += scheduler.switches;
}
`${rounds}:${checksum}:${switches}`;
