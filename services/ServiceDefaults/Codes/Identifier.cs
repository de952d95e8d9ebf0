namespace Datarun.ServiceDefaults.Codes;

/// <summary>What number a text element holds, checked by its check characters.</summary>
public enum Identifier
{
    /// <summary>公民身份号码, GB 11643.</summary>
    CITIZEN_ID,

    /// <summary>统一社会信用代码, GB 32100.</summary>
    CREDIT_CODE,
}
