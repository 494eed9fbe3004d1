import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const { AUTHCTL_CONTROL_URL: control, AUTHCTL_CONTROL_FILE: file } = process.env;

test('a person signs in on the real page, and is signed out where the session ends', async ({ page, request }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Alice Example' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText('Welcome, alice')).toBeVisible();

  const headers = { authorization: `Bearer ${JSON.parse(readFileSync(file)).secret}` };
  const ended = await request.delete(`${control}users/alice/sessions`, { headers });
  expect((await ended.json()).told).toMatchObject([{ client_id: 'my-app', taken: true }]);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a person who denies is not signed in', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Bob Example' }).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});
