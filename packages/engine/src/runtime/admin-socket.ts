/** The name of the socket in the runtime folder of a Flow at which it is operated. */
export const ADMIN_SOCKET = 'admin.sock'
