import { Module } from '@nestjs/common';
import { BundleController } from './bundle.controller.ts';
import { BundleRepository } from './bundle.repository.ts';
import { BundleService } from './bundle.service.ts';
import { AssignmentSigner } from './keys/assignment-signer.ts';
import { KeyController } from './keys/key.controller.ts';
import { KeyRepository } from './keys/key.repository.ts';
import { KeyService } from './keys/key.service.ts';
import { ModelNotices } from './model-notices.ts';
import { RegistryService } from './registry.service.ts';
import { ReleaseController } from './release.controller.ts';
import { ReleaseRepository } from './release.repository.ts';
import { ReleaseUses } from './release-uses.ts';

@Module({
  controllers: [BundleController, ReleaseController, KeyController],
  providers: [
    BundleRepository,
    ReleaseRepository,
    KeyRepository,
    BundleService,
    RegistryService,
    ReleaseUses,
    KeyService,
    AssignmentSigner,
    ModelNotices,
  ],
  exports: [BundleService, RegistryService, ReleaseUses, KeyService, AssignmentSigner],
})
export class ModelModule {}
