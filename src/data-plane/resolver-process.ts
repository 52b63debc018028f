// A VPC's resolver. resolvers.ts starts this program in the VPC's namespace with the address to listen on, and sends it
// the records and alarms.
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { type ResolverData, reply } from './resolver';

let data: ResolverData = { vpc: { hostedZones: [], endpoints: [] }, alarms: {} };
// UDP only: all answers are small enough, so no client has to repeat a query over TCP.
const socket = createSocket('udp4');

socket.on('message', (message, { address, port }) => {
  try {
    socket.send(encode(reply(decode(message), data)), port, address);
  } catch (error) {
    console.error('Malformed query:', message.toString('hex'), error);
  }
});
process.on('message', (message: ResolverData) => {
  data = message;
  process.send?.('told');
});
process.on('disconnect', () => process.exit());
socket.bind(53, process.argv[2], () => process.send?.('ready'));
