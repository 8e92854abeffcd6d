// @expect {"success":true,"result":[true,"TypeError"]}
"use strict";
const isUndefined = (function () { return this === undefined; })();
try { Object.freeze([]).push(1); } catch (e) { return [isUndefined, e.name]; }
