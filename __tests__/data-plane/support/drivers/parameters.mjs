// The part of SSM Parameter Store that the generated code uses: node parameters.mjs <port> <file with values by name>
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const values = JSON.parse(readFileSync(process.argv[3], 'utf8'));

createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const { Name } = JSON.parse(body);
  const found = values[Name];
  response.writeHead(found === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(
    JSON.stringify(found === undefined ? { __type: 'ParameterNotFound' } : { Parameter: { Name, Value: found } }),
  );
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
