import { clientConfig, MisuseError } from './client-config';

clientConfig(process.argv.slice(2), process.env).then(
  (text) => {
    process.stdout.write(text);
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = error instanceof MisuseError ? 2 : 1;
  },
);
