// Responds with what `TextDecoder` decodes the request's bytes to.

export default {
  async fetch(request) {
    const calls = await request.json();
    return Response.json(calls.map(({ label, bytes }) => decoded(label, bytes)));
  },
};

function decoded(label, bytes) {
  let decoder;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return null;
  }
  const text = decoder.decode(Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0)));
  return { name: decoder.encoding, text };
}
