// Run by `npm run e2e`: the provider runs around the tests, and both app and tests find it by their environment.
import { defineConfig } from '@playwright/test';

const url = 'http://localhost:3000';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.mjs',
  webServer: { command: 'node app.mjs', env: { ...process.env, PORT: '3000' }, url },
  use: { baseURL: url, launchOptions: { executablePath: process.env.CHROMIUM } },
});
