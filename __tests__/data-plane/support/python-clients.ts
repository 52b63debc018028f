import { join } from 'node:path';
import { pythonEnvironment } from '../../../src/emulator/python';

/** Creates (once) a virtual environment with the locked clients. Returns the path of its python. */
export const pythonClients = () => pythonEnvironment({ requirements: join(__dirname, 'requirements.txt') });
