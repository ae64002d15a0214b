import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** `/api/docs` for people, `/api/openapi.json` for programs: made of the schemas that also check the requests. */
export function describeApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Lookout')
    .setDescription(
      'What the hub knows of its fleet. Sign in with POST /api/login; the session is in a cookie. Errors are `{code, message, remedy}`. Times are milliseconds UTC since 1970.',
    )
    .setVersion('1')
    .addCookieAuth('lookout_session')
    .build();
  const document = SwaggerModule.createDocument(app, about);
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json' });
}
