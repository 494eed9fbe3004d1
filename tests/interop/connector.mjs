// Logto's OAuth2 connector, run by its own code: gets its configuration and what the browser brought as one JSON object on stdin,
// and prints the address that it would open and the user that it reads, or the code of its refusal.
import createConnector from '@logto/connector-oauth';

let text = '';
for await (const part of process.stdin) text += part;
const { config, redirectUri, brought } = JSON.parse(text);
const connector = await createConnector({ getConfig: async () => config });
const address = await connector.getAuthorizationUri({ state: 'state', redirectUri }, async () => {});
const told = await connector.getUserInfo(brought, async () => ({ redirectUri })).then(
  ({ rawData, ...user }) => ({ user }),
  (error) => ({ refused: error.code ?? error.name }),
);
console.log(JSON.stringify({ address, ...told }));
