// Whether a request comes from a page of this service. A browser sends a form, and opens a socket, to any site without
// asking that site first, but always says where it comes from; programs that are no browsers say nothing.

/** `origin`, `host`: the request's headers of these names. */
export function isSameOrigin(origin: string | null | undefined, host: string | null | undefined): boolean {
  if (!origin) return true
  // A page without an address of its own, such as a sandboxed frame, says "null".
  return URL.canParse(origin) && new URL(origin).host === host
}

/**
 * Whether a request names this machine as its host. Without authentication no other name is served: a page elsewhere
 * whose own name was made to point here (DNS rebinding) would otherwise be of the same origin.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host === undefined || /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host)
}
