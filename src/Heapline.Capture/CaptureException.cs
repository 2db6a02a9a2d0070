using System.Globalization;

namespace Heapline.Capture;

/// <summary>A capture that cannot be written or read at all. The message is one line that says what was wrong, what was expected and what was found.</summary>
public sealed class CaptureException : Exception
{
    /// <summary>Makes the exception for one file.</summary>
    /// <param name="id">What was wrong.</param>
    /// <param name="message">One line for the user.</param>
    /// <param name="inner">The system's own error, where there is one.</param>
    public CaptureException(DiagnosticId id, string message, Exception? inner = null) : base(message, inner) => DiagnosticId = id;

    /// <summary>What was wrong.</summary>
    public DiagnosticId DiagnosticId { get; }

    /// <summary><see cref="DiagnosticId"/> as it is printed, for example <c>CAP0004</c>.</summary>
    public string Code => CodeOf(DiagnosticId);

    /// <summary>A number as it is printed.</summary>
    public static string CodeOf(DiagnosticId id) => "CAP" + ((int)id).ToString("D4", CultureInfo.InvariantCulture);
}
