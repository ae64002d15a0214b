import { Readable } from 'node:stream';
import {
  Dataset,
  DatasetChange,
  DatasetList,
  DatasetPreview,
  DatasetSplit,
  PreviewQuery,
  RecordingQuery,
  UploadQuery,
} from '@lookout/shared/protocol/datasets';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../auth/current-user.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { Problem } from '../http/problem.ts';
import { CaptureService } from './capture/capture.service.ts';
import { DatasetService } from './dataset.service.ts';

const Id = z.uuid();

/** A body that is read as it comes: see http/uploads. */
interface Upload {
  readonly body?: unknown;
}

@ApiTags('data sets')
@Controller('api/datasets')
export class DatasetController {
  constructor(
    private readonly datasets: DatasetService,
    private readonly captures: CaptureService,
    private readonly positions: RoomPositions,
  ) {}

  @Get()
  @ApiOkResponse({
    description: 'Data sets, the newest first, and the captures that may become some.',
    standardSchema: DatasetList,
  })
  async list(): Promise<DatasetList> {
    const position = this.positions.of('datasets');
    const [datasets, captures] = [await this.datasets.list(), await this.captures.list()];
    return { ...position, datasets, captures };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: Dataset })
  get(@Param('id', { schema: Id }) id: string): Promise<Dataset> {
    return this.datasets.get(id);
  }

  @Get(':id/preview')
  @ApiOkResponse({
    description: 'Least and greatest values in stretches of rows, for a chart.',
    standardSchema: DatasetPreview,
  })
  preview(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PreviewQuery }) { points }: PreviewQuery,
  ): Promise<DatasetPreview> {
    return this.datasets.preview(id, points);
  }

  @Get(':id/csv')
  @ApiOkResponse({ description: 'All rows as CSV.', content: { 'text/csv': {} } })
  async csv(@Param('id', { schema: Id }) id: string): Promise<StreamableFile> {
    const { fileName, lines } = await this.datasets.csv(id);
    return new StreamableFile(Readable.from(lines), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${fileName}"`,
    });
  }

  @Post()
  @MinRole('operator')
  @ApiConsumes('application/octet-stream')
  @ApiCreatedResponse({
    description: 'Made of the CSV file that is the body.',
    standardSchema: Dataset,
  })
  upload(
    @Query({ schema: UploadQuery }) query: UploadQuery,
    @Req() request: Upload,
    @User() user: CurrentUser,
  ): Promise<Dataset> {
    return this.datasets.upload(query, streamOf(request), user.name);
  }

  @Post(':id/recordings')
  @MinRole('operator')
  @ApiConsumes('application/octet-stream')
  @ApiCreatedResponse({
    description: 'The data set with one more recording: the CSV file that is the body.',
    standardSchema: Dataset,
  })
  append(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: RecordingQuery }) query: RecordingQuery,
    @Req() request: Upload,
  ): Promise<Dataset> {
    return this.datasets.append(id, query, streamOf(request));
  }

  @Patch(':id')
  @MinRole('operator')
  @ApiOkResponse({ description: 'What is left out stays.', standardSchema: Dataset })
  change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DatasetChange }) change: DatasetChange,
  ): Promise<Dataset> {
    return this.datasets.change(id, change);
  }

  @Put(':id/split')
  @MinRole('operator')
  @ApiOkResponse({
    description: 'Split anew; refused once a detector was made of it.',
    standardSchema: Dataset,
  })
  setSplit(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DatasetSplit }) split: DatasetSplit,
  ): Promise<Dataset> {
    return this.datasets.setSplit(id, split);
  }

  @Delete(':id')
  @HttpCode(204)
  @MinRole('operator')
  @ApiNoContentResponse({ description: 'Its rows are gone; detectors made of it stay.' })
  remove(@Param('id', { schema: Id }) id: string): Promise<void> {
    return this.datasets.remove(id);
  }
}

function streamOf({ body }: Upload): Readable {
  if (body instanceof Readable) return body;
  throw new Problem(
    415,
    'unsupportedMediaType',
    'The body must be the file itself, as application/octet-stream.',
  );
}
