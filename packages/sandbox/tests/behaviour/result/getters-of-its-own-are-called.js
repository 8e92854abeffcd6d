// @expect {"success":true,"result":{"total":3}}
({ get total() { return 3; } })
