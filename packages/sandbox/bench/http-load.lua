-- SPDX-License-Identifier: MIT
-- For wrk: each request is one execution of `2 + 2`.
wrk.method = "POST"
wrk.body = '{"code": "2 + 2"}'
wrk.headers["Content-Type"] = "application/json"
