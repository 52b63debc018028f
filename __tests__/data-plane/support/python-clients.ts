import { resolve } from 'node:path';
import { pythonEnvironment } from '../../../src/emulator/python';

/** Creates (once) a virtual environment with the locked clients. Returns the path of its python. */
export const pythonClients = () =>
  pythonEnvironment({ requirements: resolve(__dirname, '../../../src/data-plane/requirements.txt') });
