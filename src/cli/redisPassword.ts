/** The password of a Redis from the environment, so that it stands in no command line; undefined when there is none. */
export function redisPassword(): string | undefined {
  const password = process.env['PYPSS_REDIS_PASSWORD'];
  return password === '' ? undefined : password;
}
