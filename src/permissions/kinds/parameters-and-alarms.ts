import type { Needs } from '../permission';
import type { Use } from '../use';

/** Client configurations in Parameter Store, and the alarms on endpoints. Both go by names that the stacks state. */
export const PARAMETER_AND_ALARM_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  aws_ssm_parameter: (use) => {
    const parameters = {
      resources: use.values('name').map((name) => use.arn('ssm', `parameter/${name.replace(/^\//, '')}`)),
    };
    return {
      read: [
        { action: 'ssm:GetParameter', ...parameters },
        { action: 'ssm:ListTagsForResource', ...parameters },
        use.look('ssm:DescribeParameters'),
      ],
      create: [
        { action: 'ssm:PutParameter', ...parameters },
        { action: 'ssm:AddTagsToResource', ...parameters, call: 'PutParameter with tags' },
      ],
      update: [
        { action: 'ssm:PutParameter', ...parameters },
        { action: 'ssm:AddTagsToResource', ...parameters },
        { action: 'ssm:RemoveTagsFromResource', ...parameters },
      ],
      delete: [{ action: 'ssm:DeleteParameter', ...parameters }],
    };
  },
  aws_cloudwatch_metric_alarm: (use) => {
    const alarms = { resources: use.values('alarm_name').map((name) => use.arn('cloudwatch', `alarm:${name}`)) };
    return {
      read: [
        // Lists alarms, so it needs all of them, whichever it names.
        { action: 'cloudwatch:DescribeAlarms', resources: [use.arn('cloudwatch', 'alarm:*')] },
        { action: 'cloudwatch:ListTagsForResource', ...alarms },
      ],
      create: [
        { action: 'cloudwatch:PutMetricAlarm', ...alarms },
        { action: 'cloudwatch:TagResource', ...alarms, call: 'PutMetricAlarm with tags' },
      ],
      update: [
        { action: 'cloudwatch:PutMetricAlarm', ...alarms },
        { action: 'cloudwatch:TagResource', ...alarms },
        { action: 'cloudwatch:UntagResource', ...alarms },
      ],
      delete: [{ action: 'cloudwatch:DeleteAlarms', ...alarms }],
    };
  },
};
