/** Whom PostgreSQL runs as. It refuses to run as root, and initdb wants an entry in /etc/passwd. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In this order: a user made for databases, one made for Lookout, the one every system has. */
const candidates = ['postgres', 'lookout', 'nobody'];

/** Picks the service user from the text of /etc/passwd; null when it names none of the candidates. */
export function chooseServiceUser(passwd: string): ServiceUser | null {
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const [, , uid, gid] = users.find(([candidate]) => candidate === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
