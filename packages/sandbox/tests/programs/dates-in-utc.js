// Everything with dates that reports and schedules need, in UTC.
const out = {};
const iso = d => (Number.isNaN(d.getTime()) ? "invalid" : d.toISOString());
out.parsed = ["2024-02-29", "2024-02-30", "2023-02-29T00:00Z", "2024-12-31T23:59:60Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00.123456Z",
  "+012024-01-01T00:00:00Z", "-000001-01-01T00:00:00Z", "2024", "2024-7", "2024-07", "2024-07-04T10:11:12+05:30", "Thu, 04 Jul 2024 10:11:12 GMT",
  "Jul 4, 2024 10:11 UTC", "4 July 2024 00:00 Z", "2024-07-04T10:11:12-0000", "", "tomorrow", "2024-13-01"].map(text => [text, iso(new Date(text))]);
out.monthEnds = Array.from({ length: 14 }, (_, i) => iso(new Date(Date.UTC(2023, i + 2, 0))).slice(0, 10));
const isLeap = y => new Date(Date.UTC(y, 1, 29)).getUTCMonth() === 1;
out.leaps = [1600, 1700, 1900, 1996, 2000, 2023, 2024, 2100].filter(isLeap);

function addMonths(date, n) {
  const d = new Date(date), day = d.getUTCDate();
  d.setUTCDate(1);
  d.setUTCMonth(d.getUTCMonth() + n);
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate();
  d.setUTCDate(Math.min(day, last));
  return d;
}
out.plusMonths = [-14, -1, 0, 1, 2, 13, 120].map(n => iso(addMonths("2024-01-31T10:00:00Z", n)));

function isoWeek(date) {
  const d = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  d.setUTCDate(d.getUTCDate() + 4 - (d.getUTCDay() || 7));
  const yearStart = Date.UTC(d.getUTCFullYear(), 0, 1);
  return `${d.getUTCFullYear()}-W${String(Math.ceil(((d - yearStart) / 864e5 + 1) / 7)).padStart(2, "0")}`;
}
out.weeks = ["2020-12-31", "2021-01-03", "2021-01-04", "2024-12-30", "2026-11-22"].map(d => isoWeek(new Date(d)));
const businessDays = (from, n) => {
  const d = new Date(from);
  while (n > 0) { d.setUTCDate(d.getUTCDate() + 1); if (d.getUTCDay() % 6) n--; }
  return d;
};
out.due = iso(businessDays("2024-02-28T17:00:00Z", 10));
out.setters = [
  new Date(0).setUTCFullYear(2024, 1, 30), new Date(0).setUTCHours(25, 61, 61, 1001), new Date(0).setUTCMonth(-1), new Date(NaN).setUTCFullYear(2000),
  new Date(0).setTime("5"), new Date(8.64e15).setUTCMilliseconds(1), new Date(0).setUTCMinutes(), new Date(0).setUTCSeconds(1.9),
];
out.edge = [Date.UTC(99, 0), Date.UTC(2024), Date.UTC(), new Date(8.64e15).toISOString(), new Date(8.64e15 + 1).getTime(), new Date(-62198755200000).toISOString(),
  new Date(2024, 0, 1, 0, 0, 0).toJSON(), new Date(NaN).toJSON(), new Date(null).getTime(), new Date(undefined).getTime(), new Date("5").getTime(), new Date([2024, 3]).getTime()];
out.text = [new Date(0).toUTCString(), new Date(1e12).toString().slice(0, 33), new Date(1e12).toDateString(), new Date(1e12).toTimeString().slice(0, 17), String(new Date(NaN)), typeof (new Date(0) + 1), new Date(5) - 2];
try { new Date(NaN).toISOString(); } catch (e) { out.error = e.name; }
out.getters = (d => [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCDay(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds(), d.getTimezoneOffset(), d.getFullYear()])(new Date("1969-12-31T23:59:59.999Z"));
console.log(new Date(0), [new Date(1e12)], { at: new Date(NaN) });
console.log("%s %d %j", new Date(0), new Date(7), new Date(9));
out;
