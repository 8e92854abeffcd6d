// SPDX-License-Identifier: MIT
// expect: -0.169056389
// Five planets under gravity: floating point in object properties.

const SOLAR_MASS = 4 * Math.PI * Math.PI;
const DAYS = 365.24;

class Body {
	constructor(x, y, z, vx, vy, vz, mass) {
		this.x = x;
		this.y = y;
		this.z = z;
		this.vx = vx * DAYS;
		this.vy = vy * DAYS;
		this.vz = vz * DAYS;
		this.mass = mass * SOLAR_MASS;
	}
}

const bodies = [
	new Body(0, 0, 0, 0, 0, 0, 1),
	new Body(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
		0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
	new Body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
		-0.00276742510726411021, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
	new Body(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
		0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
	new Body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
		0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
];

function rest() {
	let px = 0, py = 0, pz = 0;
	for (const body of bodies) {
		px += body.vx * body.mass;
		py += body.vy * body.mass;
		pz += body.vz * body.mass;
	}
	bodies[0].vx = -px / SOLAR_MASS;
	bodies[0].vy = -py / SOLAR_MASS;
	bodies[0].vz = -pz / SOLAR_MASS;
}

function advance(dt) {
	for (let i = 0; i < bodies.length; i++) {
		const a = bodies[i];
		for (let j = i + 1; j < bodies.length; j++) {
			const b = bodies[j];
			const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
			const square = dx * dx + dy * dy + dz * dz;
			const pull = dt / (square * Math.sqrt(square));
			const ma = a.mass * pull, mb = b.mass * pull;
			a.vx -= dx * mb;
			a.vy -= dy * mb;
			a.vz -= dz * mb;
			b.vx += dx * ma;
			b.vy += dy * ma;
			b.vz += dz * ma;
		}
	}
	for (const body of bodies) {
		body.x += dt * body.vx;
		body.y += dt * body.vy;
		body.z += dt * body.vz;
	}
}

function energy() {
	let total = 0;
	for (let i = 0; i < bodies.length; i++) {
		const a = bodies[i];
		total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
		for (let j = i + 1; j < bodies.length; j++) {
			const b = bodies[j];
			total -= a.mass * b.mass / Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
		}
	}
	return total;
}

rest();
for (let step = 0; step < 96000; step++)
	advance(0.01);
energy().toFixed(9);
