// @expect {"success":true,"result":[true,true]}
const { message } = await fetch(`https://api.example.com/${"x".repeat(5000)}`).catch(error => error);
return [message.length < 500, message.includes("… refused: ")];
