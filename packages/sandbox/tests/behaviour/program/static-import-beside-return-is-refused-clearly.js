// @expect {"success":false,"error":"SyntaxError: cannot import \"lodash\": modules are not available to this code","errorDetails":{"kind":"syntax","line":2}}
import _ from "lodash";
return _.map([1], x => x);
