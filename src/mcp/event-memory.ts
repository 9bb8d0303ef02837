import type { EventStore } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** Kept of one session: enough for the results that a client missed while it was away. */
const most = { events: 200, chars: 1_000_000 };

interface Kept {
  readonly number: number;
  readonly streamId: string;
  readonly message: JSONRPCMessage;
  readonly chars: number;
}

/**
 * The last messages of a session, so that a client whose connection was cut gets what it missed
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports, resumability and redelivery). The oldest go first.
 */
export function eventMemory({ events, chars }: { readonly events: number; readonly chars: number } = most): EventStore {
  const kept: Kept[] = [];
  let size = 0;
  let numbers = 0;
  return {
    async storeEvent(streamId, message) {
      const number = ++numbers;
      // A beginning without a message only gives the stream a number to go on from.
      const length = Object.keys(message).length === 0 ? 0 : JSON.stringify(message).length;
      if (length > 0 && length <= chars) {
        kept.push({ number, streamId, message, chars: length });
        size += length;
      }
      while (kept.length > events || size > chars) size -= kept.shift()?.chars ?? 0;
      return `${number}.${streamId}`;
    },
    async getStreamIdForEventId(eventId) {
      return parsed(eventId, numbers)?.streamId;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const last = parsed(lastEventId, numbers);
      if (!last) throw new Error('There was no such event.');
      for (const { number, streamId, message } of [...kept]) {
        if (streamId === last.streamId && number > last.number) await send(`${number}.${streamId}`, message);
      }
      return last.streamId;
    },
  };
}

/** The parts of an event's id, where it can be one of the `numbers` given out. */
function parsed(eventId: string, numbers: number): { readonly number: number; readonly streamId: string } | undefined {
  const [, digits, streamId] = /^(\d{1,12})\.([\w-]{1,64})$/.exec(eventId) ?? [];
  const number = Number(digits);
  return streamId !== undefined && number >= 1 && number <= numbers ? { number, streamId } : undefined;
}
