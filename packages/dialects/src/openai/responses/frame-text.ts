/** Numbers the events of one stream and writes them as frames. */

export class FrameText {
  /** The number of the next event. */
  next = 0;

  /** One running number across all events, from 0. */
  frame(type: string, fields: object): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.next++, ...fields })}\n\n`;
  }

  /** For events that come by the thousand: everything but the number and the delta is built once. */
  deltas(type: string, place: object, rest: string): (delta: string) => string {
    const head = `event: ${type}\ndata: {"type":"${type}","sequence_number":`;
    const middle = `,${JSON.stringify(place).slice(1, -1)},"delta":`;
    const tail = `${rest}}\n\n`;
    return (delta) => head + this.next++ + middle + JSON.stringify(delta) + tail;
  }
}
