// Starts the provider for the app at that address.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export async function provider(app) {
  const directory = mkdtempSync(join(tmpdir(), 'authctl-'));
  const config = join(directory, 'provider.toml');
  writeFileSync(config, `
    [[users]]
    username = "alice"
    [[clients]]
    client_id = "my-app"
    client_secret_env = "OIDC_CLIENT_SECRET"
    redirect_uris = ["${app}/callback"]
    backchannel_logout_uri = "${app}/backchannel-logout"
  `);
  const env = { OIDC_CLIENT_ID: 'my-app', OIDC_CLIENT_SECRET: crypto.randomUUID() };
  const child = spawn(
    process.env.AUTHCTL ?? 'authctl',
    ['serve', '--port', '0', '--json', '--exit-with-parent', '--config', config],
    { env: { ...process.env, ...env, AUTHCTL_STATE_DIR: join(directory, 'state') }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface(child.stdout), 'line');
  const { issuer, control_file: file } = JSON.parse(line);
  const headers = { authorization: `Bearer ${JSON.parse(readFileSync(file)).secret}` };
  return {
    issuer,
    env: { ...env, OIDC_ISSUER: issuer },
    control: async (method, path) => (await fetch(`${issuer}/_dev${path}`, { method, headers })).json(),
    stop: () => child.kill(),
  };
}
