// @expect {"success":true,"skip_reason":"é\ud800\"","error_reason":""}
({ skip_reason: "é\ud800\"", error_reason: "" })
