#!/usr/bin/env node
// A target that takes everything, as fast as Node can: POST is counted, GET tells how many came, and the last body.
import { createServer } from 'node:http';

let count = 0;
let last = {};
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ count, ...last }));
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    count += 1;
    last = { body: Buffer.concat(chunks).toString(), headers: request.headers };
    response.writeHead(200, { 'cache-control': 'no-store' }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${server.address().port}/` }));
});
