// The pages of a large organization's people, for ./bench --only people: each asked one after the other, the time of each answer.
import { Agent } from 'node:http';
import { request } from '../tests/lib/entente.mjs';

export async function peoplePages(p, provision, rounds) {
  const agent = new Agent({ keepAlive: true });
  const settings = `/a/${p.account}/settings`, users = `${settings}/users`;
  const get = (path, headers = p.page) => request(p.server, { path, headers, agent });
  const unescape = (s) => s.replaceAll('&amp;', '&');
  const first = (await get(users)).text;
  const next = unescape(first.match(/rel="next" href="([^"]*)"/)[1]);
  const person = first.match(/settings\/users\/([0-9a-f-]{36})"/)[1];
  const role = (await get(`${settings}/roles`)).text.match(/roles\/([0-9a-f-]{36})"/)?.[1];
  const draft = async () => {
    await p.person.go(`${users}/new`);
    const res = await p.person.post(`${users}/new`, { first_name: 'Bench', last_name: 'Mark', sign_in: `b${Date.now().toString(36)}`, domain: 'harbor.example' }, { follow: false });
    if (res.status !== 303) throw new Error(`a draft: ${res.status} ${(res.text.match(/error-summary[^]*?<\/ul>/) || [res.text])[0].slice(0, 1500)}`);
    return res.headers.location;
  };
  const draftAt = await draft(), scim = await provision(); // from then on nobody is added by hand
  const bearer = { Authorization: `Bearer ${scim.token}` };
  const one = (await get(`${scim.base}/Users?count=1&startIndex=50000`, bearer)).json().Resources[0];
  const filter = (text) => `${scim.base}/Users?filter=${encodeURIComponent(text)}`;
  const pages = [
    ['Users', users], ['Users, the next page', next], ['Users, the newest', `${users}?sort=-added`], ['Users, 250 rows', `${users}?size=250`],
    ['Users by two beginnings of words', `${users}?q=ver+ada`], ['Users by a beginning that many have', `${users}?q=a`], ['Users by a sign-in name', `${users}?q=u054321`], ['Users by words that nobody has', `${users}?q=zzzz`],
    ['Users with a role that half of them hold', `${users}?role=report_viewer`], ['Users with a role that few hold', `${users}?role=billing_admin`], ['Users with a role that nobody holds', `${users}?role=advisor`],
    ...(role ? [['Users with a role of the account', `${users}?role=custom:${role}`]] : []),
    ['Administrators', `${users}?family=admin`], ['Users who never signed in', `${users}?status=unseen`], ['Suspended users', `${users}?status=suspended`], ['Removed users', `${users}?status=removed`], ['Users with a role', `${users}?access=with`], ['Users without a role', `${users}?access=without`], ['Guests', `${users}?kind=guest`],
    ['Users by words, role and status', `${users}?q=a&role=sales_agent&status=unseen&access=with`],
    ['One user, with the choice of roles', `${users}/${person}`], ['One user: activity', `${users}/${person}/activity`], ['Choice of roles of a new user', draftAt],
    ['Groups', `${settings}/groups`], ['Invitations', `${users}/invitations`], ['Who the administrators are', `${settings}/admins`],
    ['All roles, 1,000 of the account', `${settings}/roles`], ...(role ? [['One role with its holders', `${settings}/roles/${role}`]] : []),
    ['View permissions', `${settings}/permissions`], ['View permissions of a user', `${settings}/permissions?user=${person}`], ['My access', `/a/${p.account}/my-access`], ['Home', `/a/${p.account}`],
    ['SCIM: users', `${scim.base}/Users?count=100`, bearer], ['SCIM: users from 50,000 on', `${scim.base}/Users?count=100&startIndex=50000`, bearer], ['SCIM: one user by name', filter(`userName eq "${one.userName}"`), bearer],
    ['SCIM: users by a beginning', filter('userName sw "u0543"'), bearer], ['SCIM: one user', `${scim.base}/Users/${one.id}`, bearer], ['SCIM: groups', `${scim.base}/Groups?count=100`, bearer],
  ];
  const got = [];
  for (const [title, path, headers] of pages) {
    const times = [];
    let res;
    for (let i = 0; i < rounds + 1; i++) {
      const t = process.hrtime.bigint();
      res = await get(path, headers);
      if (i) times.push(Number(process.hrtime.bigint() - t) / 1e6); // the first one warms the caches
      if (res.status !== 200) throw new Error(`${title} ${path}: ${res.status} ${res.text.slice(0, 300)}`);
    }
    got.push({ title, times, bytes: res.raw.length });
  }
  agent.destroy();
  return got;
}
