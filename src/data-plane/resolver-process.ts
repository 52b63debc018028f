// A VPC's resolver: started in the VPC's namespace by data-plane.ts with the address that it answers on, and told by
// messages what to answer.
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { type ResolverData, reply } from './resolver';

let data: ResolverData = { vpc: { hostedZones: [], endpoints: [] }, alarms: {} };
// Its address says whom it answers. Answers are small: none is ever cut, so nobody comes back by TCP.
const socket = createSocket('udp4');

socket.on('message', (message, { address, port }) => {
  try {
    socket.send(encode(reply(decode(message), data)), port, address);
  } catch (error) {
    console.error('Not understood:', message.toString('hex'), error);
  }
});
process.on('message', (message: ResolverData) => {
  data = message;
  process.send?.('told');
});
process.on('disconnect', () => process.exit());
socket.bind(53, process.argv[2], () => process.send?.('ready'));
