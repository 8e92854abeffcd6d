// @expect {"success":true,"result":[["RangeError","RangeError"],[204,"TypeError"],[205,"TypeError"],[304,"TypeError"]]}
return [101, 204, 205, 304].map(status => [null, ""].map(body => { try { return new Response(body, { status }).status; } catch (error) { return error.name; } }));
