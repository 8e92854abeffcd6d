// @expect {"success":true,"result":[{"id":7,"name":"user 7"},["AggregateError","no such field",1]]}
// GraphQL over POST, with errors that come with status 200.
async function query(query, variables) {
  const response = await fetch(`${input.origin}/graphql`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new AggregateError(errors.map(({ message }) => new Error(message)), errors[0].message);
  return data;
}

const { user } = await query("query($id: Int!) { user(id: $id) { id name } }", { id: 7 });
return [user, await query("{ nothing }").catch(error => [error.name, error.message, error.errors.length])];
