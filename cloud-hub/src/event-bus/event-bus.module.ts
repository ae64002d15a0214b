import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { EventBus } from './event-bus.ts';
import { RoomPositions } from './room-positions.ts';

@Global()
@Module({
  providers: [
    EventBus,
    { provide: RoomPositions, useFactory: () => new RoomPositions(randomUUID()) },
  ],
  exports: [EventBus, RoomPositions],
})
export class EventBusModule {}
